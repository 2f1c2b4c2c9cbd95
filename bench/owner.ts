import { client } from './load.ts'
import { type BenchServer, benchServer } from './server.ts'

export type Owner = {
  server: BenchServer
  /** The owner's session, for answers that are files. */
  headers: Record<string, string>
  call(method: string, path: string, body?: unknown): Promise<any>
  upload(path: string, bytes: Uint8Array): Promise<any>
}

/** A fresh server with its organisation set up; `call` acts as the owner and throws on any refusal. */
export async function withOwner<T>(fn: (o: Owner) => Promise<T>, env: Record<string, string> = {}): Promise<T> {
  const server = await benchServer(env)
  try {
    const raw = client(server.address, 8)
    const email = 'owner@agency.example'
    const password = 'correct horse battery staple'
    const check = (r: { status: number; body: unknown }, what: string) => {
      if (r.status !== 200) throw new Error(`${what}: ${r.status} ${JSON.stringify(r.body)}`)
      return r
    }
    check(await raw('POST', '/api/setup', { token: server.setupToken, organisation: '測速會展', name: '王大明', email, password }), 'setup')
    const cookie = check(await raw('POST', '/api/auth/sign-in/email', { email, password }, { origin: server.address }), 'sign-in') as {
      cookie?: string
    }
    const headers = { cookie: cookie.cookie!, origin: server.address }
    return await fn({
      server,
      headers,
      call: async (method, path, body) => check(await raw(method, path, body, headers), `${method} ${path}`).body,
      upload: async (path, bytes) => {
        const r = await fetch(server.address + path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/octet-stream' },
          body: bytes as never,
        })
        return check({ status: r.status, body: await r.json() }, path).body
      },
    })
  } finally {
    await server.stop()
  }
}

/** The real programme that several benches use. */
export const fosdem = new URL('../../shared/realdata/fosdem-2020.pentabarf.xml', import.meta.url)
