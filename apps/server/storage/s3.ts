import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { XMLParser } from 'fast-xml-parser'
import type { FileStore } from '../../../src/kernel/server/file-store.ts'
import type { S3Settings } from './settings.ts'

/** What the storage answered, for the log and for `doctor`; never holds a key. */
export class StorageError extends Error {
  override name = 'StorageError'
  /** The service's own code, e.g. `SignatureDoesNotMatch`; `network` or `timeout` where it did not answer, `busy` where we did not ask. */
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
/** Milliseconds: of one try, of all tries of one call together, the first pause (then doubled), how long a dead service is left alone. */
export const patience = { attempt: 10_000, all: 25_000, pause: 200, rest: 2000 }
const TRIES = 4
/** Calls at a time, and calls that may wait for their turn: a slow service must not take every connection of the database with it. */
const AT_ONCE = 12
const WAITING = 24

type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE'
type Call = { method: Method; key?: string; query?: Record<string, string>; body?: Uint8Array; anonymous?: boolean }
type Answer = { status: number; bytes: Buffer; code: string }
const xml = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' })
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function turns() {
  let active = 0
  const queue: (() => void)[] = []
  return async <T>(fn: () => Promise<T>): Promise<T> => {
    if (active >= AT_ONCE) {
      if (queue.length >= WAITING) throw new StorageError('busy', 'too many calls wait for the file storage')
      await new Promise<void>((go) => queue.push(go))
    } else active++
    try {
      return await fn()
    } finally {
      const next = queue.shift()
      if (next) next()
      else active--
    }
  }
}

export type S3Store = FileStore & {
  /** The status of a request without any key: 200 means that the world can read it. */
  askAnonymously(key?: string): Promise<number>
}

/**
 * Files in a bucket of an S3-compatible service, signed with AWS Signature Version 4. Bodies travel with their SHA-256, which the
 * service checks. What may pass (no answer, 429, 5xx) is tried four times in all, with growing pauses; then, and on any
 * other refusal, StorageError.
 */
export function s3Store(s: S3Settings, time: Partial<typeof patience> = {}): S3Store {
  const t = { ...patience, ...time }
  const inTurn = turns()
  let restUntil = 0
  const base = s.pathStyle ? `${s.endpoint}/${s.bucket}` : s.endpoint.replace('//', `//${s.bucket}.`)

  async function attempt(c: Call, signal: AbortSignal): Promise<Answer> {
    const url = new URL(`${base}/${c.key === undefined ? '' : s.prefix + c.key}`)
    for (const [k, v] of Object.entries(c.query ?? {})) url.searchParams.set(k, v)
    const request = {
      method: c.method,
      url: url.href,
      headers: (c.anonymous ? {} : { 'x-amz-content-sha256': hash(c.body ?? new Uint8Array()) }) as Record<string, string>,
      ...(c.body ? { body: c.body as Uint8Array<ArrayBuffer> } : {}),
    }
    const signed = c.anonymous
      ? request
      : await new AwsV4Signer({ ...request, accessKeyId: s.key, secretAccessKey: s.secret, service: 's3', region: s.region }).sign()
    // A redirect would carry the signature to an address that nobody set.
    const r = await fetch(signed.url, { method: c.method, headers: signed.headers, body: request.body ?? null, redirect: 'manual', signal })
    const bytes = Buffer.from(await r.arrayBuffer())
    const said = r.ok ? '' : (/<Code>([\w.]{1,60})<\/Code>/.exec(bytes.toString('utf8', 0, 4000))?.[1] ?? `HTTP ${r.status}`)
    return { status: r.status, bytes, code: said }
  }

  async function tries(c: Call): Promise<Answer> {
    if (Date.now() < restUntil) throw new StorageError('network', 'the file storage did not answer a moment ago')
    const end = AbortSignal.timeout(t.all)
    for (let n = 1; ; n++) {
      let failure: StorageError
      try {
        const answer = await attempt(c, AbortSignal.any([end, AbortSignal.timeout(t.attempt)]))
        if (answer.status < 500 && answer.status !== 429) return answer
        failure = new StorageError(answer.code, `${c.method}: ${answer.code} (${answer.status})`)
      } catch (e) {
        const { name, message, cause } = e as Error & { cause?: { code?: string; message?: string } }
        failure =
          e instanceof StorageError
            ? e
            : name === 'TimeoutError'
              ? new StorageError('timeout', `${c.method}: no answer in time`)
              : new StorageError('network', `${c.method}: ${cause?.code ?? cause?.message ?? message}`)
      }
      if (n >= TRIES || end.aborted) {
        if (failure.code === 'network' || failure.code === 'timeout') restUntil = Date.now() + t.rest
        throw failure
      }
      await sleep(t.pause * 2 ** (n - 1) * (0.75 + Math.random() / 2))
    }
  }
  const ask = (c: Call) => inTurn(() => tries(c))
  const refused = (c: Call, a: Answer) => new StorageError(a.code, `${c.method}: ${a.code} (${a.status})`)
  async function must(c: Call): Promise<Buffer> {
    const a = await ask(c)
    if (a.status >= 300) throw refused(c, a)
    return a.bytes
  }

  return {
    kind: 's3',
    put: async (key, bytes) => void (await must({ method: 'PUT', key, body: bytes })),
    async get(key) {
      const c: Call = { method: 'GET', key }
      const a = await ask(c)
      if (a.code === 'NoSuchKey') return null
      if (a.status >= 300) throw refused(c, a)
      return a.bytes
    },
    async has(key) {
      const c: Call = { method: 'HEAD', key }
      const a = await ask(c)
      if (a.status === 404) return false
      if (a.status >= 300) throw refused(c, a)
      return true
    },
    async remove(key) {
      const c: Call = { method: 'DELETE', key }
      const a = await ask(c)
      if (a.status >= 300 && a.code !== 'NoSuchKey') throw refused(c, a)
    },
    async *list(prefix = '') {
      for (let token: string | undefined, first = true; first || token; first = false) {
        const body = await must({
          method: 'GET',
          query: { 'list-type': '2', prefix: s.prefix + prefix, ...(token ? { 'continuation-token': token } : {}) },
        })
        const page = xml.parse(body)?.ListBucketResult ?? {}
        for (const o of (page.Contents ?? []) as { Key: string; Size: string; LastModified: string }[])
          if (String(o.Key).startsWith(s.prefix))
            yield { key: String(o.Key).slice(s.prefix.length), size: Number(o.Size), at: new Date(o.LastModified) }
        token = page.IsTruncated === 'true' ? String(page.NextContinuationToken) : undefined
      }
    },
    askAnonymously: async (key) =>
      (
        await ask(
          key === undefined ? { method: 'GET', query: { 'list-type': '2' }, anonymous: true } : { method: 'GET', key, anonymous: true },
        )
      ).status,
  }
}
