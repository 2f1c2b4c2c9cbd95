import { formatDate, instantToZoned, rocDate } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { col, docModel, table } from '../../documents/contract/build.ts'
import { paperDate } from '../../documents/contract/paper.ts'
import { defineDeliverable } from '../../documents/server/index.ts'
import { countryName } from '../../registration/contract/country.ts'
import type { RegistrationRow } from '../../registration/contract/registration.ts'
import { allRegistrations, present } from '../../registration/server/index.ts'
import { type Arrival, arrivals } from './attendance.ts'

/**
 * 註冊登記表: who stood at the registration desk (or logged in), in the order in which they came, and how each had registered:
 * beforehand or at the desk on the day. A second sheet holds who registered at the desk, a third each day's figures.
 */
export const registrationLog = defineDeliverable({
  key: 'registration-log',
  action: 'registration.read_personal',
  async build(ctx, input) {
    const { lang } = input
    const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
    const event = await ctx.tx
      .selectFrom('event')
      .select(['name', 'zone', 'startDate', 'venueName'])
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', ctx.eventId!)
      .executeTakeFirstOrThrow()
    const rows = new Map((await present(ctx, await allRegistrations(ctx, { status: 'confirmed' }))).map((r) => [r.id, r]))
    const local = (instant: string) => instantToZoned(instant, event.zone)
    // Somebody of the office entered it while the event ran.
    const atDesk = (r: RegistrationRow) => r.source === 'desk' && local(r.registeredAt).date >= event.startDate
    const dayLabel = (d: string) => (lang === 'en' ? formatDate(d, 'en') : rocDate(d, 'slash'))
    const stamp = (instant: string) => `${dayLabel(local(instant).date)} ${local(instant).time.slice(0, 5)}`
    const came = (await arrivals(ctx)).flatMap((a) => (rows.has(a.registrationId) ? [{ ...a, who: rows.get(a.registrationId)! }] : []))
    const walkIns = [...rows.values()].filter(atDesk).toSorted((a, b) => (a.registeredAt < b.registeredAt ? -1 : 1))
    const days = [...new Set(came.map((a) => a.day))].toSorted()
    const way = (r: RegistrationRow) => (atDesk(r) ? say('現場報名', 'At the desk') : say('事前報名', 'Beforehand'))
    const place = (a: Arrival) => (a.attendance === 'online' || a.source === 'online' ? say('線上登入', 'Online') : a.device)
    const printed = paperDate(input.today, lang, 'slash')
    return docModel(
      {
        kind: 'table',
        lang,
        title: say('註冊登記表', 'Registration log'),
        subtitle: pick(event.name, lang),
        letterhead: input.letterhead,
        printedAt: printed,
        headFacts: [
          [say('地點', 'Venue'), pick(event.venueName, lang) || '—'],
          [say('登記人次', 'Entries'), String(came.length)],
          [say('現場報名', 'Registered at the desk'), String(walkIns.length)],
        ],
      },
      [
        table({
          sheet: say('登記', 'Log'),
          columns: [
            col.int('n', say('序號', 'No.'), { sum: false }),
            col('day', say('日期', 'Date')),
            col('time', say('時間', 'Time'), { align: 'center' }),
            col('code', say('報名編號', 'Code')),
            col('name', say('姓名', 'Name')),
            col('organisation', say('單位', 'Organisation')),
            col('country', say('國家／地區', 'Country')),
            col('ticket', say('票種', 'Ticket')),
            col('way', say('報名方式', 'Registered')),
            col('place', say('報到櫃檯', 'Desk')),
            col('sign', say('簽名', 'Signature')),
          ],
          rows: came.map((a, i) => ({
            n: i + 1,
            day: dayLabel(a.day),
            time: local(a.at).time.slice(0, 5),
            code: a.who.code,
            name: a.who.name,
            organisation: a.who.organisation,
            country: countryName(a.who.country, lang),
            ticket: pick(a.who.ticketName, lang),
            way: way(a.who),
            place: place(a),
            sign: '',
          })),
          ...(came.length ? {} : { notes: [say('還沒有人報到。', 'Nobody has checked in yet.')] }),
        }),
        table({
          sheet: say('現場報名', 'At the desk'),
          columns: [
            col('code', say('報名編號', 'Code')),
            col('name', say('姓名', 'Name')),
            col('organisation', say('單位', 'Organisation')),
            col('ticket', say('票種', 'Ticket')),
            col.money('price', say('應繳註冊費', 'Fee due')),
            col('at', say('登錄時間', 'Entered')),
          ],
          rows: walkIns.map((r) => ({
            code: r.code,
            name: r.name,
            organisation: r.organisation,
            ticket: pick(r.ticketName, lang),
            price: r.price,
            at: stamp(r.registeredAt),
          })),
          total: true,
          notes: [
            walkIns.length
              ? say('收款情形尚未記錄於系統。', 'Payments are not recorded in the system yet.')
              : say('沒有人在現場報名。', 'Nobody registered at the desk.'),
          ],
        }),
        table({
          sheet: say('每日統計', 'By day'),
          columns: [
            col('day', say('日期', 'Date')),
            col.int('before', say('事前報名（人次）', 'Registered beforehand')),
            col.int('desk', say('現場報名（人次）', 'Registered at the desk')),
            col.int('online', say('線上登入（人次）', 'Online')),
          ],
          rows: days.map((day) => {
            const of = came.filter((a) => a.day === day)
            const online = of.filter((a) => place(a) === say('線上登入', 'Online'))
            const here = of.filter((a) => !online.includes(a))
            return {
              day: dayLabel(day),
              before: here.filter((a) => !atDesk(a.who)).length,
              desk: here.filter((a) => atDesk(a.who)).length,
              online: online.length,
            }
          }),
          total: true,
        }),
      ],
    )
  },
})
