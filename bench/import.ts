import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Bench } from './run.ts'
import { client } from './load.ts'
import { benchServer } from './server.ts'

const file = readFileSync(fileURLToPath(new URL('../../shared/realdata/fosdem-2020.pentabarf.xml', import.meta.url)))

/** A server with one owner and one empty event for FOSDEM 2020; `call` sends raw files as they are. */
export async function fosdem() {
  const server = await benchServer()
  const json = client(server.address, 2)
  const good = async (method: string, path: string, body?: unknown, headers = {}) => {
    const r = await json(method, path, body, headers)
    if (r.status !== 200) throw new Error(`${method} ${path}: ${r.status} ${JSON.stringify(r.body)}`)
    return r
  }
  const [email, password] = ['owner@agency.example', 'correct horse battery staple']
  await good('POST', '/api/setup', { token: server.setupToken, organisation: '測速會展', name: '王大明', email, password })
  const signedIn = await good('POST', '/api/auth/sign-in/email', { email, password }, { origin: server.address })
  const owner = { cookie: signedIn.cookie!, origin: server.address }
  const event = (
    await good(
      'POST',
      '/api/events',
      {
        slug: 'fosdem',
        name: { zh: 'FOSDEM 2020', en: 'FOSDEM 2020' },
        zone: 'Europe/Brussels',
        startDate: '2020-02-01',
        endDate: '2020-02-02',
      },
      owner,
    )
  ).body as { id: string }
  /** One import over HTTP with its idempotency key, as the app sends it. */
  const load = async () => {
    const began = performance.now()
    const r = await fetch(`${server.address}/api/events/${event.id}/programme/import?filename=fosdem.xml`, {
      method: 'POST',
      headers: { ...owner, 'content-type': 'application/octet-stream', 'idempotency-key': crypto.randomUUID() },
      body: file,
    })
    const body = (await r.json()) as Record<string, number>
    if (r.status !== 200) throw new Error(JSON.stringify(body))
    return { ms: Math.round(performance.now() - began), body }
  }
  return { server, owner, eventId: event.id, load }
}

/** FOSDEM 2020 (872 sessions, 2.1 MB) into an empty event of a fresh installation, then the same file again. */
export default async function run(): Promise<Bench> {
  const { server, load } = await fosdem()
  try {
    const first = await load()
    const again = await load()
    const figures = {
      importMs: first.ms,
      againMs: again.ms,
      sessions: first.body.sessions!,
      speakers: first.body.speakers!,
      rooms: first.body.rooms!,
      created: first.body.created!,
      unchangedAgain: again.body.unchanged!,
    }
    const targets = { importMs: 3000, sessions: 872 }
    return {
      name: 'import',
      figures,
      targets,
      ok: first.ms <= targets.importMs && figures.sessions === 872 && figures.created === figures.unchangedAgain,
    }
  } finally {
    await server.stop()
  }
}
