import { expect, test } from 'vitest'
import { newId } from '../../kernel/contract/ids.ts'
import { testApp } from '../../../tests/harness/app.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { checkinEndpoints } from './contract/checkin.ts'

const app = await testApp({ background: false })
const org = await app.organisation()

type Cells = Record<string, unknown>
const sheets = (eventId: string, lang: 'zh-TW' | 'en' = 'zh-TW') =>
  app.run(
    org.organisationId,
    async (ctx) => {
      const log = app.app.services.provided('deliverables').find((d) => d.key === 'registration-log')!
      const model = await log.build(ctx, {
        lang,
        letterhead: { name: '測試' },
        today: '2026-11-21',
        written: () => [],
        services: app.app.services,
      })
      return model.blocks.map((b) => (b as unknown as { rows: Cells[] }).rows)
    },
    eventId,
  )

test('the registration log holds arrivals in their order, who registered at the desk, and each day’s figures', async () => {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const event = await app.event(org.key, { startDate: today, endDate: today })
  const params = { eventId: event.id }
  const type = async (attendance: 'onsite' | 'online') =>
    (
      await app.call(org.key, ticketEndpoints.create, {
        params,
        body: { name: { zh: attendance, en: '' }, attendance, price: 800 } as never,
      })
    ).body
  const [seat, stream] = [await type('onsite'), await type('online')]
  const rows = [
    { name: '喆', ticketTypeId: seat.id, country: 'JP' },
    { name: '堃堃', ticketTypeId: seat.id },
    { name: '線上的人', ticketTypeId: stream.id, attendance: 'online' as const },
    { name: '取消的人', ticketTypeId: seat.id },
  ]
  const before = (await app.call(org.key, registrationEndpoints.paste, { params, body: { rows } })).body.rows
  const walkIn = (await app.call(org.key, registrationEndpoints.create, { params, body: { name: '現場來的', ticketTypeId: seat.id } })).body
  await app.call(org.key, registrationEndpoints.create, { params, body: { name: '登錄了沒來', ticketTypeId: seat.id } })
  expect((await sheets(event.id)).map((s) => s.length)).toEqual([0, 2, 0])

  const at = Date.now() - 60_000
  const scans = [walkIn, before[1]!, before[2]!, before[0]!, before[3]!].map((r, i) => ({
    id: newId(),
    code: r.code,
    at: new Date(at + i * 1000).toISOString(),
    device: i === 2 ? '' : `${i} 號櫃檯`,
    source: i === 2 ? ('online' as const) : ('name' as const),
  }))
  const told = await app.call(org.key, checkinEndpoints.scan, { params, body: { scans: scans as never } })
  expect(told.body.results.map((r) => r.outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
  await app.call(org.key, registrationEndpoints.cancel, { params: { ...params, id: before[3]!.id }, body: {} })

  const [log, desk, days] = await sheets(event.id)
  expect(log!.map((r) => [r.n, r.name, r.country, r.way, r.place])).toEqual([
    [1, '現場來的', '', '現場報名', '0 號櫃檯'],
    [2, '堃堃', '', '事前報名', '1 號櫃檯'],
    [3, '線上的人', '', '事前報名', '線上登入'],
    [4, '喆', '日本', '事前報名', '3 號櫃檯'],
  ])
  expect(desk!.map((r) => [r.name, r.price])).toEqual([
    ['現場來的', 800],
    ['登錄了沒來', 800],
  ])
  expect(days!.map((r) => [r.before, r.desk, r.online])).toEqual([[2, 1, 1]])
  expect((await sheets(event.id, 'en'))[2]!.map((r) => [r.before, r.desk, r.online])).toEqual([[2, 1, 1]])
})
