import { Agent, request } from 'node:http'

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
