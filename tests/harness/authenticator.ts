import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

const b64 = (b: Uint8Array) => Buffer.from(b).toString('base64url')
const sha = (b: Uint8Array | string) => createHash('sha256').update(b).digest()

/** As much CBOR (RFC 8949) as an attestation takes. */
function cbor(v: unknown): Buffer {
  const head = (major: number, n: number) =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255])
  if (typeof v === 'number') return v >= 0 ? head(0, v) : head(1, -1 - v)
  if (typeof v === 'string') return Buffer.concat([head(3, Buffer.byteLength(v)), Buffer.from(v)])
  if (v instanceof Uint8Array) return Buffer.concat([head(2, v.length), v])
  const entries = [...(v as Map<unknown, unknown>)]
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([k, x]) => [cbor(k), cbor(x)])])
}

type Twist = { origin?: string; rpId?: string; challenge?: string; counter?: number; userVerified?: boolean; type?: string }
type Options = { challenge?: unknown; rp?: unknown; rpId?: unknown; user?: unknown }

/** An authenticator (WebAuthn, ES256, no attestation) in software; `twist` makes it lie. */
export function authenticator(origin = 'http://localhost:8080', rpId = 'localhost') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let counter = 0
  const dataOf = (type: string, options: Options, t: Twist) =>
    Buffer.from(
      JSON.stringify({ type: t.type ?? type, challenge: t.challenge ?? options.challenge, origin: t.origin ?? origin, crossOrigin: false }),
    )
  const authData = (flags: number, t: Twist, more = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(t.counter ?? ++counter)
    return Buffer.concat([sha(t.rpId ?? rpId), Buffer.from([flags | (t.userVerified === false ? 0 : 4)]), count, more])
  }
  return {
    id: b64(id),
    /** The answer of `navigator.credentials.create`. */
    create(options: Options, twist: Twist = {}) {
      const cose = cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(jwk.x!, 'base64url')],
          [-3, Buffer.from(jwk.y!, 'base64url')],
        ]),
      )
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const attestationObject = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData(0x41, twist, attested)],
        ]),
      )
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(dataOf('webauthn.create', options, twist)),
          attestationObject: b64(attestationObject),
          transports: ['internal'],
        },
      }
    },
    /** The answer of `navigator.credentials.get`. */
    get(options: Options, twist: Twist = {}) {
      const data = dataOf('webauthn.get', options, twist)
      const authenticatorData = authData(1, twist)
      const signature = createSign('sha256')
        .update(Buffer.concat([authenticatorData, sha(data)]))
        .sign(privateKey)
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON: b64(data), authenticatorData: b64(authenticatorData), signature: b64(signature) },
      }
    },
  }
}
