import sharp from 'sharp'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { seal } from '../../kernel/server/seal.ts'
import { fileEndpoints, ownFileEndpoints } from './contract/desk.ts'

const t = await testApp()
let o: Awaited<ReturnType<typeof t.organisation>>
let other: typeof o
let planner: Awaited<ReturnType<typeof t.person>>
let eventId: string
let picture: { id: string; sha?: string }
let pdf: { id: string }
let text: { id: string }
const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c33' } })
  .png()
  .toBuffer()
const put = async (name: string, body: Uint8Array) =>
  (await t.call(planner.headers, fileEndpoints.upload, { params: { eventId }, query: { name }, body } as never)).body as { id: string }

beforeAll(async () => {
  o = await t.organisation()
  other = await t.organisation()
  eventId = (await t.event(o.key)).id
  planner = await t.person(o.organisationId, 'planner', eventId)
  picture = await put('照片 一.png', bytes)
  pdf = await put('a.pdf', Buffer.from('%PDF-1.7\n%%EOF\n'))
  text = await put('a.csv', Buffer.from('a,b'))
})
afterEach(() => void vi.useRealTimers())

const list = async (who: Record<string, string>) => (await t.call(who, fileEndpoints.list, { params: { eventId } })).body.rows
const linkOf = async (id: string, who = planner.headers) => (await list(who)).find((f) => f.id === id)!.link
const made = async (id: string, inline = true) =>
  new URL((await t.call(planner.headers, fileEndpoints.link, { params: { eventId, id }, query: { inline } } as never)).body.url).pathname
const open = async (path: string, headers: Record<string, string> = {}) => {
  const r = await t.send(null, { method: 'GET', url: path, headers })
  return {
    status: r.statusCode,
    code: r.statusCode === 200 ? '' : (r.json() as { code: string }).code,
    headers: r.headers,
    bytes: r.rawPayload,
  }
}

test('a listed picture loads without a cookie; other kinds and keys get no link', async () => {
  const rows = await list(planner.headers)
  expect(rows.map((f) => [f.name, f.link !== null]).toSorted()).toEqual([
    ['a.csv', false],
    ['a.pdf', true],
    ['照片 一.png', true],
  ])
  expect((await list(o.key)).map((f) => f.link)).toEqual([null, null, null])
  const link = (await linkOf(picture.id))!
  const r = await open(link)
  expect([r.status, r.headers['content-type'], r.headers['x-content-type-options'], r.headers['referrer-policy']]).toEqual([
    200,
    'image/png',
    'nosniff',
    'no-referrer',
  ])
  expect([r.headers['content-security-policy'], String(r.headers['content-disposition']).startsWith('inline;')]).toEqual([
    "default-src 'none'; sandbox",
    true,
  ])
  const whole = await t.send(planner.headers, { method: 'GET', url: `/api/events/${eventId}/files/${picture.id}` })
  expect(r.bytes.equals(whole.rawPayload)).toBe(true)
  expect(link).not.toMatch(new RegExp(`${picture.id}|${planner.userId}|${eventId}`))
})

test('a link to hand over: inline or to be saved, never inline for what a browser might run', async () => {
  const disposition = async (path: string) => String((await open(path)).headers['content-disposition']).split(';')[0]
  expect([
    await disposition(await made(pdf.id)),
    await disposition(await made(pdf.id, false)),
    await disposition(await made(text.id)),
  ]).toEqual(['inline', 'attachment', 'attachment'])
  const ask = (who: Record<string, string> | null, id: string, event = eventId) =>
    t.call(who, fileEndpoints.link, { params: { eventId: event, id } } as never).then((r) => [r.status, r.problem.code])
  expect(await ask(o.key, pdf.id)).toEqual([403, 'auth.forbidden'])
  expect(await ask(null, pdf.id)).toEqual([401, 'auth.required'])
  expect(await ask(other.key, pdf.id)).toEqual([404, 'record.not_found'])
  expect((await t.call(planner.headers, ownFileEndpoints.link, { params: { id: pdf.id } } as never)).status).toBe(404)
})

test('every changed byte, every other seal and every stretch of time is refused', async () => {
  const path = await made(pdf.id)
  const token = path.slice('/api/files/link/'.length)
  expect((await open(path)).status).toBe(200)
  for (let i = 0; i < token.length; i += 7) {
    const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1)
    // The last character of base64 may hold bits that mean nothing.
    if (
      Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(Buffer.from(token.split('.')[2]!, 'base64url')) &&
      changed.split('.')[1] === token.split('.')[1] &&
      changed.startsWith('v1.')
    )
      continue
    expect([i, (await open(`/api/files/link/${changed}`)).code]).toEqual([i, 'file.link_invalid'])
  }
  const claim = JSON.stringify([o.organisationId, eventId, pdf.id, planner.userId, 1, 4_000_000_000])
  for (const forged of [
    seal(claim, `${o.organisationId}/person.nationalId`),
    Buffer.from(claim).toString('base64url').padEnd(60, 'A'),
    `v1.${Buffer.from(claim).toString('base64url')}.${'A'.repeat(40)}`,
    token.split('.').toReversed().join('.'),
  ])
    expect((await open(`/api/files/link/${encodeURIComponent(forged)}`)).code).toMatch(
      /^(file\.link_invalid|record\.not_found|request\.unknown_path)$/,
    )
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(now + 295_000)
  expect((await open(path)).status).toBe(200)
  vi.setSystemTime(now + 301_000)
  expect(await open(path).then((r) => [r.status, r.code])).toEqual([410, 'file.link_expired'])
})

test('it ends with the rights of whoever it was made for, and with the file', async () => {
  const person = await t.person(o.organisationId, 'planner', eventId)
  const gone = await put('gone.pdf', Buffer.from('%PDF-1.7\n%%gone\n'))
  const mine = (await linkOf(pdf.id, person.headers))!
  const ofGone = (await linkOf(gone.id, person.headers))!
  expect([(await open(mine)).status, (await open(ofGone)).status]).toEqual([200, 200])
  await t.call(planner.headers, fileEndpoints.remove, { params: { eventId, id: gone.id } } as never)
  expect((await open(ofGone)).code).toBe('record.not_found')
  await t.app.services.db.asSystem((tx) => tx.deleteFrom('eventMember').where('userId', '=', person.userId).execute())
  expect((await open(mine)).code).toBe('file.link_invalid')
  const second = await t.person(o.organisationId, 'planner', eventId)
  const theirs = (await linkOf(pdf.id, second.headers))!
  await t.app.services.db.asSystem((tx) => tx.updateTable('member').set({ active: false }).where('userId', '=', second.userId).execute())
  expect((await open(theirs)).code).toBe('file.link_invalid')
  // A cookie of somebody else beside it changes nothing.
  expect((await open((await linkOf(pdf.id))!, other.key)).status).toBe(200)
})
