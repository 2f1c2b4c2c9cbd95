import writeXlsx from 'write-excel-file/node'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import { countryName } from '../contract/country.ts'
import { dietNames, registration, sourceNames, stateNames } from '../contract/registration.ts'
import { attendanceNames } from '../contract/ticket.ts'
import { allRegistrations, type Filter, present } from './list.ts'

const more = {
  code: { zh: '報名編號', en: 'Code' },
  ticket: { zh: '票種', en: 'Ticket' },
  price: { zh: '票價', en: 'Price' },
  currency: { zh: '幣別', en: 'Currency' },
  status: { zh: '狀態', en: 'State' },
  source: { zh: '來源', en: 'Source' },
  registeredAt: { zh: '報名時間', en: 'Registered' },
}
/** A text that a spreadsheet would run as a formula is made plain (OWASP CSV injection). */
const plain = (v: string | number) => (typeof v === 'string' && /^[=+\-@\t\r]/.test(v) ? `'${v}` : v)

/** The filtered list as a file; personal columns as the actor may see them. */
export async function exportRegistrations(
  ctx: Ctx,
  query: Filter & { q?: string | undefined; format: 'csv' | 'xlsx' },
): Promise<RawAnswer> {
  const rows = await present(ctx, await allRegistrations(ctx, query))
  await audit(ctx, {
    entity: 'registration',
    entityId: 'all',
    action: rows.some((r) => !r.masked) ? 'export.unmasked' : 'export',
    label: `${rows.length}`,
  })
  const { slug, zone } = await ctx.tx
    .selectFrom('event')
    .select(['slug', 'zone'])
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const { lang } = ctx
  const l = registration.labels
  const head = [
    more.code,
    l.name,
    l.nameEn,
    l.organisation,
    l.title,
    l.email,
    l.phone,
    l.country,
    more.ticket,
    l.attendance,
    l.diet,
    l.note,
    more.price,
    more.currency,
    more.status,
    more.source,
    more.registeredAt,
  ].map((x) => pick(x, lang))
  const when = (i: string) => Object.values(instantToZoned(i, zone)).slice(0, 2).join(' ')
  const body = rows.map((r) => [
    r.code,
    r.name,
    r.nameEn,
    r.organisation,
    r.title,
    r.email,
    r.phone,
    countryName(r.country, lang),
    pick(r.ticketName, lang),
    pick(attendanceNames[r.attendance], lang),
    pick(dietNames[r.diet], lang),
    r.note,
    r.price,
    r.currency,
    pick(stateNames[r.status], lang),
    pick(sourceNames[r.source], lang),
    when(r.registeredAt),
  ])
  const name = `${slug}-registrations.${query.format}`
  const headers = { 'content-disposition': `attachment; filename="${name}"` }
  if (query.format === 'csv') {
    const cell = (v: string | number) => {
      const s = String(plain(v))
      return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s
    }
    return {
      headers: { ...headers, 'content-type': 'text/csv; charset=utf-8' },
      body: `\u{feff}${[head, ...body].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`,
    }
  }
  const data = [
    head.map((value) => ({ value, fontWeight: 'bold' as const })),
    ...body.map((row) => row.map((value) => (typeof value === 'number' ? { value, type: Number } : { value, type: String }))),
  ]
  const book = await writeXlsx(data as never, { stickyRowsCount: 1 } as never)
  return {
    headers: { ...headers, 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    body: await (book as unknown as { toBuffer(): Promise<Buffer> }).toBuffer(),
  }
}
