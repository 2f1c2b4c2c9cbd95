import { formatDate, instantToZoned, rocDate } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { col, docModel, table } from '../../documents/contract/build.ts'
import { defineDeliverable } from '../../documents/server/index.ts'
import { paperDate } from '../../documents/contract/paper.ts'
import { countryName } from '../../registration/contract/country.ts'
import { allRegistrations, present } from '../../registration/server/index.ts'
import { arrivals } from './attendance.ts'

/** 實際報到人員名單: every confirmed person with the time of arrival on each day; totals and rate by ticket type. */
export const attendanceList = defineDeliverable({
  key: 'attendance-list',
  action: 'registration.read_personal',
  async build(ctx, input) {
    const { lang } = input
    const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
    const event = await ctx.tx
      .selectFrom('event')
      .select(['name', 'zone', 'startDate', 'endDate'])
      .where('id', '=', ctx.eventId!)
      .executeTakeFirstOrThrow()
    const rows = await present(ctx, await allRegistrations(ctx, { status: 'confirmed' }))
    const came = new Map<string, Map<string, string>>()
    for (const a of await arrivals(ctx)) {
      const days = came.get(a.registrationId) ?? new Map<string, string>()
      if (!days.has(a.day)) days.set(a.day, instantToZoned(a.at, event.zone).time.slice(0, 5))
      came.set(a.registrationId, days)
    }
    const days = [...new Set([...came.values()].flatMap((d) => [...d.keys()]))].toSorted()
    const dayLabel = (d: string) => (lang === 'en' ? formatDate(d, 'en') : rocDate(d, 'slash'))
    const kinds = [...new Set(rows.map((r) => pick(r.ticketName, lang)))]
    const there = rows.filter((r) => came.has(r.id))
    return docModel(
      {
        kind: 'table',
        lang,
        title: say('實際報到人員名單', 'Attendance list'),
        subtitle: pick(event.name, lang),
        letterhead: input.letterhead,
        printedAt: paperDate(input.today, lang, 'slash'),
        headFacts: [
          [say('報名人數', 'Registered'), String(rows.length)],
          [say('報到人數', 'Checked in'), String(there.length)],
          [say('報到率', 'Rate'), rows.length ? `${Math.round((there.length / rows.length) * 100)}%` : '—'],
        ],
      },
      [
        table({
          sheet: say('報到名單', 'Attendance'),
          columns: [
            col.int('n', say('序號', 'No.'), { sum: false }),
            col('code', say('報名編號', 'Code')),
            col('name', say('姓名', 'Name')),
            col('organisation', say('單位', 'Organisation')),
            col('title', say('職稱', 'Job title')),
            col('country', say('國家／地區', 'Country')),
            col('ticket', say('票種', 'Ticket')),
            col('way', say('方式', 'Way')),
            ...days.map((d) => col(d, dayLabel(d), { align: 'center' })),
            col('state', say('狀態', 'State')),
          ],
          rows: rows.map((r, i) => ({
            n: i + 1,
            code: r.code,
            name: r.name,
            organisation: r.organisation,
            title: r.title,
            country: countryName(r.country, lang),
            ticket: pick(r.ticketName, lang),
            way: r.attendance === 'online' ? say('線上', 'Online') : say('實體', 'On site'),
            ...Object.fromEntries(days.map((d) => [d, came.get(r.id)?.get(d) ?? ''])),
            state: came.has(r.id) ? { value: say('已報到', 'Checked in'), tone: 'good' } : { value: say('未到', 'Absent'), tone: 'muted' },
          })),
        }),
        table({
          sheet: say('統計', 'Totals'),
          columns: [
            col('ticket', say('票種', 'Ticket')),
            col.int('registered', say('報名（人）', 'Registered')),
            col.int('came', say('報到（人）', 'Checked in')),
            col.percent('rate', say('報到率', 'Rate'), { sum: false }),
          ],
          rows: kinds.map((k) => {
            const of = rows.filter((r) => pick(r.ticketName, lang) === k)
            const n = of.filter((r) => came.has(r.id)).length
            return { ticket: k, registered: of.length, came: n, rate: of.length ? n / of.length : null }
          }),
          total: { registered: rows.length, came: there.length, rate: rows.length ? there.length / rows.length : null },
        }),
      ],
    )
  },
})
