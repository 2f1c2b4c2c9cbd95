import { Agent, request } from 'node:http'
import { connect } from 'node:net'

export type Reply = { status: number; body: any; ms: number; cookie?: string | undefined }

/** A keep-alive client of one server. */
export function client(address: string, sockets: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets })
  const { hostname, port } = new URL(address)
  return (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const data = body === undefined ? undefined : JSON.stringify(body)
      const req = request(
        {
          agent,
          hostname,
          port,
          method,
          path,
          headers: { ...headers, ...(data ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(data) } : {}) },
        },
        (res) => {
          const parts: Buffer[] = []
          res.on('data', (b: Buffer) => parts.push(b))
          res.on('end', () => {
            const text = Buffer.concat(parts).toString()
            const cookie = res.headers['set-cookie']?.map((c) => c.split(';')[0]).join('; ')
            resolve({
              status: res.statusCode!,
              body: /json/.test(res.headers['content-type'] ?? '') ? JSON.parse(text) : text,
              ms: performance.now() - began,
              cookie,
            })
          })
        },
      )
      req.on('error', reject)
      req.end(data)
    })
}

/** The value below which `share` (0…1) of the values lie. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/**
 * Asks for one address over and over on `connections` kept-alive sockets for `seconds`. Reads no more of an answer than its
 * head and its length: a client that parses what it gets is slower than the server, and would time itself.
 */
export function hammer(url: string, connections: number, seconds: number): Promise<{ ms: number[]; refused: number }> {
  const { host, hostname, port, pathname, search } = new URL(url)
  const ask = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: gzip\r\n\r\n`)
  const end = performance.now() + seconds * 1000
  const ms: number[] = []
  let refused = 0
  const one = () =>
    new Promise<void>((done, fail) => {
      let began = 0
      let left = -1
      const next = () => {
        began = performance.now()
        socket.write(ask)
      }
      const callback = (n: number, bytes: Uint8Array) => {
        if (left < 0) {
          const answer = Buffer.from(bytes.buffer, bytes.byteOffset, n)
          const at = answer.indexOf('\r\n\r\n')
          const head = answer.toString('latin1', 0, at)
          if (!head.startsWith('HTTP/1.1 200')) refused++
          left = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN) - (n - at - 4)
        } else left -= n
        if (Number.isNaN(left)) fail(new Error('an answer without a length'))
        if (left === 0) {
          ms.push(performance.now() - began)
          left = -1
          if (performance.now() < end) next()
          else socket.end()
        }
        return true
      }
      const socket = connect({ host: hostname, port: Number(port), onread: { buffer: Buffer.alloc(256 * 1024), callback } }, next)
      socket.once('error', fail).once('close', () => done())
    })
  return Promise.all(Array.from({ length: connections }, one)).then(() => ({ ms, refused }))
}
