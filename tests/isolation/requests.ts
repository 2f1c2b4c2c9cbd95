import type { Endpoint } from '../../src/kernel/contract/endpoint.ts'
import { newId } from '../../src/kernel/contract/ids.ts'
import { sampleOf } from '../harness/samples.ts'
import { collectionOf, idFor, pathWith, tableOf } from './ids.ts'
import { type Actor, type Touched, words, type World, writes } from './world.ts'

export type E = Endpoint<any, any, any, any>
export const nameOf = (e: Pick<E, 'method' | 'path'>) => `${e.method} ${e.path}`

const csv = new TextEncoder().encode('姓名,單位\n林語澄,會展公司\n')
/** One black pixel. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC', 'base64')
const programme = new TextEncoder().encode(
  JSON.stringify({
    sessions: [{ id: 'a', title: '開幕', start: '2027-05-13T09:00:00+08:00', end: '2027-05-13T10:00:00+08:00', room: 'r', speakers: [] }],
    speakers: [],
    rooms: [{ id: 'r', zh: { name: '大廳' } }],
    session_types: [],
    tags: [],
  }),
)
/** Bodies that are files, by the end of the path. */
export const files: [RegExp, Uint8Array][] = [
  [/\/logo$/, png],
  [/\/crm\/imports$/, csv],
  [/\/programme\/import$/, programme],
  [/\/files$/, csv],
]
type Ids = ReadonlyMap<string, string>
/** What an endpoint's query needs so that something comes back; files in a form that can be opened. */
export function queryOf(e: E, ids: Ids, at: { event: { id: string } }): Record<string, string> {
  const p = e.path
  if (p.endsWith('/deliverables/:key/file')) return { format: 'docx' }
  if (p.endsWith('/deliverables-zip')) return { keys: 'agenda' }
  if (p.endsWith('/issues/:id/file')) return { format: 'docx' }
  if (p.endsWith('/programme/export')) return { format: 'csv' }
  if (p === '/crm/imports') return { kind: 'people', name: 'people.csv' }
  if (p.endsWith('/personal')) return { fields: 'email,phone' }
  if (p === '/views') return { list: 'people' }
  if (p === '/session') return { eventId: at.event.id }
  if (p === '/search') return { q: '資料' }
  if (/^\/events\/.*\/comments$/.test(p) && e.method === 'GET') return { entity: 'session', entityId: ids.get('session') ?? newId() }
  if (p === '/comments' || p === '/history') return { entity: 'person', entityId: ids.get('person') ?? newId() }
  if (p === '/files' && e.method === 'GET') return { entity: 'person', entityId: ids.get('person') ?? newId() }
  if (/\/(files|logo)$/.test(p) && e.method !== 'GET')
    return { name: 'note.txt', ...(p === '/files' ? { entity: 'person', entityId: ids.get('person') ?? newId() } : {}) }
  return {}
}
/** Values of fields that the schema alone does not tell. */
const values: Record<string, unknown> = {
  taxId: '04595257',
  phone: '02-2345-6789',
  mobile: '',
  zone: 'Asia/Taipei',
  url: 'https://receiver.example/hook',
  website: 'https://example.org/',
  avatarUrl: '',
  sourceUrl: 'https://example.org/',
  networks: [],
  remove: [],
  position: 1,
  capacity: 50,
  durationMin: 30,
  quota: 100_000,
  price: 100,
  salesStart: null,
  salesEnd: null,
  email: 'somebody@people.example',
  nationalId: '',
  links: [],
  phases: [],
  actual: null,
  metric: 'manual',
  code: 'privacy.answerDays',
  validFrom: '2031-01-01',
  validTo: null,
  consents: [{ key: 'privacy', version: '2026-01', at: '2026-05-13T01:00:00Z' }],
  expiresOn: new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10),
  groups: [],
  mentions: [],
}
type Json = Record<string, unknown>
/** A sample as people would send it: texts in words, the version that the record has. */
export function bodyOf(e: E, ids: Ids, versions: ReadonlyMap<string, number>): unknown {
  const version =
    versions.get(
      tableOf(e) ?? (e.path.endsWith('/events/:eventId') ? 'event' : e.path === '/organisation' ? 'organisation' : (collectionOf(e) ?? '')),
    ) ?? 1
  const tidy = (v: unknown, field: string): unknown => {
    if (Array.isArray(v)) return v.map((x) => tidy(x, field))
    if (v && typeof v === 'object') {
      if (Object.keys(v).length === 0 && /^(name|title)$/.test(field)) return { zh: '資料', en: 'data' }
      if ('zh' in v && 'en' in v) return typeof v.zh === 'string' ? { zh: '資料', en: 'data' } : v
      return Object.fromEntries(
        Object.entries(v).map(([k, x]) => [k, k in values ? values[k] : k === 'version' && typeof x === 'number' ? version : tidy(x, k)]),
      )
    }
    return v
  }
  const body = tidy(sampleOf(e.body, idFor(ids, e)), '') as Json
  if (e.path.endsWith('comments') && e.method === 'POST') {
    const entity = e.path.startsWith('/events') ? 'session' : 'person'
    return { ...body, entity, entityId: ids.get(entity) }
  }
  if (e.path.startsWith('/public/')) return { ...body, consents: [{ key: 'privacy', version: '2026-01' }] }
  if (e.path.endsWith('/webhooks/:id/replay'))
    return { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString(), what: 'all' }
  return body
}

export type Sides = { path: Ids; body?: Ids; query?: Record<string, string> }
export type Got = {
  status: number
  code: string | null
  text: string
  raw: { rawPayload: Uint8Array; headers: Record<string, unknown> }
  touched: Touched[]
}
/** Sends an endpoint's request as somebody, with ids of the given sides; what it wrote is noted and undone. */
export async function ask(w: World, who: Pick<Actor, 'headers'>, e: E, event: { id: string; slug: string }, ids: Sides): Promise<Got> {
  const file = e.body ? files.find(([end]) => end.test(e.path))?.[1] : undefined
  const query = new URLSearchParams({ ...queryOf(e, ids.body ?? ids.path, { event }), ...ids.query }).toString()
  let touched: Touched[] = []
  const once = () =>
    w.app.send(who.headers, {
      method: e.method,
      url: `${pathWith(e, event, ids.path)}${query ? `?${query}` : ''}`,
      headers: file ? { 'content-type': 'application/octet-stream' } : {},
      ...(e.body ? { payload: (file ? Buffer.from(file) : bodyOf(e, ids.body ?? ids.path, w.versions)) as never } : {}),
    })
  let r = await writes.run(touched, once)
  // Requests run side by side, and two that want the same rows may be asked to come again.
  for (let again = 0; r.statusCode === 503 && again < 3; again++) r = await writes.run((touched = []), once)
  const problem = r.statusCode >= 400 && r.body.startsWith('{') ? (JSON.parse(r.body) as { code?: string }) : {}
  return {
    status: r.statusCode,
    code: problem.code ?? null,
    text: r.statusCode >= 300 ? r.body.slice(0, 300) : '',
    raw: r as never,
    touched,
  }
}

/** The words that an answer to somebody must never hold. */
export function forbidden(who: Actor): string[] {
  const { house, own, other, foreign } = words
  if (who.at === 'theirs') return [house, own, other]
  if (who.at === null || who.kind === 'portal') return [other, foreign]
  if (!who.active) return [house, own, other, foreign]
  if (who.everyEvent || who.role === 'owner' || who.role === 'director') return [foreign]
  return who.team === null ? [own, other, foreign] : [other, foreign]
}

/** Runs `fn` over all, a few side by side. */
export async function each<T>(all: readonly T[], fn: (one: T) => Promise<void>, width = 6): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < all.length) await fn(all[next++]!)
    }),
  )
}
