import { expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { addDays } from '../../kernel/contract/dates.ts'
import { documentEndpoints } from '../documents/contract/documents.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { goalEndpoints } from '../events/contract/goal.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { closingEndpoints as e } from './contract/closing.ts'
import { captionOf } from './server/facts.ts'

// Nothing runs beside the requests, so that statements can be counted.
const app = await testApp({ background: false })
const org = await app.organisation()
const today = new Date().toISOString().slice(0, 10)
const done = (checks: { key: string; done: boolean }[]) => checks.filter((c) => c.done).map((c) => c.key)
const past = () => app.event(org.key, { startDate: '2024-05-13', endDate: '2024-05-14' } as never)

test('the list tells from the records what is there, and nothing else', async () => {
  const event = await past()
  const params = { eventId: event.id }
  const first = (await app.call(org.key, e.get, { params })).body
  expect([first.status, first.over, done(first.checks), first.lastIssue]).toEqual(['active', true, ['over'], null])
  expect(first.checks.map((c) => c.key)).toEqual([
    'over',
    'goals',
    'arrivals',
    'photos',
    'summary',
    'process',
    'outcome',
    'publicity',
    'sustainability',
    'improvements',
    'issued',
    'closed',
  ])

  await app.call(org.key, goalEndpoints.create, { params, body: { title: { zh: '滿意度', en: '' }, target: 4, metric: 'manual' } as never })
  const open = (await app.call(org.key, e.get, { params })).body.checks.find((c) => c.key === 'goals')!
  expect([open.done, open.detail.zh]).toEqual([false, '1 項還沒有：滿意度'])

  const write = (section: string, text: string) =>
    app.call(org.key, documentEndpoints.saveSection, {
      params: { ...params, key: 'closing-report', section },
      body: { content: { type: 'doc', content: [{ type: 'paragraph', content: text ? [{ type: 'text', text }] : [] }] }, version: 0 },
    })
  await write('summary', '寫好了')
  await write('process', '')
  await app.call(org.key, documentEndpoints.issue, { params: { ...params, key: 'closing-report' }, body: { lang: 'zh-TW' } })
  const later = (await app.call(org.key, e.get, { params })).body
  expect(done(later.checks)).toEqual(['over', 'summary', 'issued'])
  expect(later.lastIssue?.number).toBe(1)
})

test('closing marks the event and its last phase, once, and can be taken back', async () => {
  const event = await past()
  const params = { eventId: event.id }
  const closed = (await app.call(org.key, e.close, { params, body: {} })).body
  expect([closed.status, closed.can]).toEqual(['closed', { close: false, reopen: true }])
  const read = async () => (await app.call(org.key, eventEndpoints.get, { params })).body
  const after = await read()
  expect(after.phases.find((p) => p.key === 'closing')!.doneOn).not.toBe(null)
  expect((await app.call(org.key, e.close, { params, body: {} })).status).toBe(200)
  expect((await read()).version).toBe(after.version)
  expect((await app.call(org.key, e.reopen, { params, body: {} })).body.status).toBe('active')
  expect((await read()).phases.find((p) => p.key === 'closing')!.doneOn).toBe(null)
  expect((await app.call(org.key, e.reopen, { params, body: {} })).problem).toMatchObject({ status: 409, code: 'closing.not_closed' })
})

test('an event that is still on can’t be closed, and only those in charge may close', async () => {
  const now = await app.event(org.key, { startDate: addDays(today, -1), endDate: addDays(today, 1) } as never)
  expect((await app.call(org.key, e.close, { params: { eventId: now.id }, body: {} })).problem).toMatchObject({
    status: 409,
    code: 'closing.not_over',
  })
  const event = await past()
  const params = { eventId: event.id }
  for (const role of ['planner', 'staff', 'viewer'] as const) {
    const person = await app.person(org.organisationId, role, event.id)
    expect([
      (await app.call(person.headers, e.get, { params })).status,
      (await app.call(person.headers, e.close, { params, body: {} })).status,
    ]).toEqual([200, 403])
  }
  const desk = await app.person(org.organisationId, 'frontdesk', event.id)
  expect((await app.call(desk.headers, e.get, { params })).status).toBe(403)
  const other = await app.organisation('別家會展')
  expect([
    (await app.call(other.key, e.get, { params })).status,
    (await app.call(other.key, e.close, { params, body: {} })).status,
  ]).toEqual([404, 404])
})

test('a picture’s caption is its name, unless a camera gave it', () => {
  expect(
    ['開幕全景.jpg', 'IMG_2041.HEIC', 'DSC01234.jpg', '20240513_091200.png', 'Opening_ceremony.webp', 'IMG_2041 晚宴.jpg'].map(captionOf),
  ).toEqual(['開幕全景', '', '', '', 'Opening ceremony', 'IMG 2041 晚宴'])
})

test('the report costs the same queries however many people came', async () => {
  const event = await past()
  const params = { eventId: event.id }
  const type = (await app.call(org.key, ticketEndpoints.create, { params, body: { name: { zh: '一般票', en: '' } } as never })).body as {
    id: string
  }
  const register = async (n: number) => {
    for (let i = 0; i < n; i++)
      expect(
        (
          await app.call(org.key, registrationEndpoints.create, {
            params,
            body: {
              ticketTypeId: type.id,
              name: `多人${i}`,
              email: `n${n}-${i}@guests.example`,
              country: ['TW', 'JP', 'KR', 'FR'][i % 4],
            } as never,
          })
        ).status,
      ).toBe(200)
  }
  const ask = () => app.count(() => app.call(org.key, documentEndpoints.preview, { params: { ...params, key: 'closing-report' } }))
  await register(1)
  await ask()
  const one = await ask()
  await register(12)
  expect(one).toBeGreaterThan(10)
  expect(await ask()).toBe(one)
})
