import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { col, docModel, table } from '../../documents/contract/build.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { paperDate } from '../../documents/contract/paper.ts'
import { countryName } from '../contract/country.ts'
import { dietNames, registration, type RegistrationRow, sourceNames, stateNames } from '../contract/registration.ts'
import { attendanceNames } from '../contract/ticket.ts'
import { allRegistrations, present, type Filter } from './list.ts'

async function material(ctx: Ctx, input: BuildInput, filter: Filter) {
  const event = await ctx.tx
    .selectFrom('event')
    .select(['name', 'startDate', 'endDate', 'zone', 'venueName'])
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const rows = await present(ctx, await allRegistrations(ctx, filter))
  const { lang } = input
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const label = (k: keyof typeof registration.labels) => pick(registration.labels[k], lang)
  const printed = paperDate(input.today, lang, 'slash')
  return { event, rows, say, label, lang, printed }
}
const groupBy = (rows: RegistrationRow[], key: (r: RegistrationRow) => string) => {
  const out = new Map<string, RegistrationRow[]>()
  for (const r of rows) out.set(key(r), [...(out.get(key(r)) ?? []), r])
  return [...out]
}

/** 報名資料表: every registration with its ticket, price and state, cancelled ones too; totals by ticket type and by diet. */
export const registrationTable = defineDeliverable({
  key: 'registration-table',
  action: 'registration.read_personal',
  async build(ctx, input) {
    const { event, rows, say, label, lang, printed } = await material(ctx, input, {})
    const confirmed = rows.filter((r) => r.status === 'confirmed')
    const at = (i: string) => {
      const { date, time } = instantToZoned(i, event.zone)
      return `${date.replaceAll('-', '/')} ${time}`
    }
    return docModel(
      {
        kind: 'table',
        lang,
        title: say('報名資料表', 'Registration table'),
        subtitle: pick(event.name, lang),
        letterhead: input.letterhead,
        printedAt: printed,
        headFacts: [
          [say('已確認', 'Confirmed'), String(confirmed.length)],
          [say('已取消', 'Cancelled'), String(rows.length - confirmed.length)],
          [say('製表日期', 'Printed'), printed],
        ],
      },
      [
        table({
          sheet: say('報名名單', 'Registrations'),
          columns: [
            col('code', say('報名編號', 'Code')),
            col('name', label('name')),
            col('nameEn', label('nameEn')),
            col('organisation', label('organisation')),
            col('title', label('title')),
            col('email', label('email')),
            col('phone', label('phone')),
            col('country', label('country')),
            col('ticket', say('票種', 'Ticket')),
            col('attendance', label('attendance')),
            col('diet', label('diet')),
            col.money('price', say('票價', 'Price')),
            col('status', say('狀態', 'State')),
            col('source', say('來源', 'Source')),
            col('at', say('報名時間', 'Registered')),
            col('note', label('note')),
          ],
          rows: rows.map((r) => ({
            code: r.code,
            name: r.name,
            nameEn: r.nameEn,
            organisation: r.organisation,
            title: r.title,
            email: r.email,
            phone: r.phone,
            country: countryName(r.country, lang),
            ticket: pick(r.ticketName, lang),
            attendance: pick(attendanceNames[r.attendance], lang),
            diet: r.diet ? pick(dietNames[r.diet], lang) : '',
            price: r.status === 'confirmed' ? r.price : 0,
            status: { value: pick(stateNames[r.status], lang), tone: r.status === 'confirmed' ? 'good' : 'muted' },
            source: pick(sourceNames[r.source], lang),
            at: at(r.registeredAt),
            note: r.note,
          })),
          total: true,
          notes: [
            say('票價僅計入已確認者；收款情形尚未記錄於系統。', 'Prices count confirmed places only; payments are not recorded yet.'),
          ],
        }),
        table({
          sheet: say('票種統計', 'By ticket type'),
          columns: [col('ticket', say('票種', 'Ticket')), col.int('n', say('人數', 'People')), col.money('sum', say('金額', 'Amount'))],
          rows: groupBy(confirmed, (r) => pick(r.ticketName, lang)).map(([ticket, list]) => ({
            ticket,
            n: list.length,
            sum: list.reduce((s, r) => s + r.price, 0),
          })),
          total: true,
        }),
        table({
          sheet: say('飲食統計', 'By diet'),
          columns: [col('diet', label('diet')), col.int('n', say('實體人數', 'People on site'))],
          rows: groupBy(
            confirmed.filter((r) => r.attendance === 'onsite'),
            (r) => pick(dietNames[r.diet], lang),
          ).map(([diet, list]) => ({ diet, n: list.length })),
          total: true,
        }),
      ],
    )
  },
})

/** 活動參與人員名冊: the confirmed people with what the day needs of them, by ticket type. */
export const attendeeRoster = defineDeliverable({
  key: 'attendee-roster',
  action: 'registration.read_personal',
  async build(ctx, input) {
    const { event, rows, say, label, lang, printed } = await material(ctx, input, { status: 'confirmed' })
    let n = 0
    return docModel(
      {
        kind: 'table',
        lang,
        title: say('活動參與人員名冊', 'Attendee roster'),
        subtitle: pick(event.name, lang),
        letterhead: input.letterhead,
        printedAt: printed,
        headFacts: [
          [say('人數', 'People'), String(rows.length)],
          [say('地點', 'Venue'), pick(event.venueName, lang) || '—'],
          [say('製表日期', 'Printed'), printed],
        ],
      },
      [
        table({
          sheet: say('名冊', 'Roster'),
          columns: [
            col.int('n', say('序號', 'No.'), { sum: false }),
            col('code', say('報名編號', 'Code')),
            col('name', label('name')),
            col('nameEn', label('nameEn')),
            col('organisation', label('organisation')),
            col('title', label('title')),
            col('country', label('country')),
            col('attendance', label('attendance')),
            col('diet', label('diet')),
            col('phone', label('phone')),
            col('email', label('email')),
            col('note', label('note')),
          ],
          groups: groupBy(rows, (r) => pick(r.ticketName, lang)).map(([ticket, list]) => ({
            label: say(`${ticket}（${list.length} 人）`, `${ticket} (${list.length})`),
            rows: list.map((r) => ({
              n: ++n,
              code: r.code,
              name: r.name,
              nameEn: r.nameEn,
              organisation: r.organisation,
              title: r.title,
              country: countryName(r.country, lang),
              attendance: pick(attendanceNames[r.attendance], lang),
              diet: r.diet ? pick(dietNames[r.diet], lang) : '',
              phone: r.phone,
              email: r.email,
              note: r.note,
            })),
          })),
          notes: [
            say(
              '名冊含個人資料，僅供本活動使用，用畢依告知事項銷毀。',
              'Personal data for this event only; to be destroyed as the privacy notice says.',
            ),
          ],
        }),
      ],
    )
  },
})
