import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { z } from 'zod'
import type { TicketCategory } from '../../registration/contract/ticket.ts'
import type { Diet } from '../../registration/contract/registration.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { badgeQuery } from '../contract/badge.ts'

export type Person = {
  id: string
  number: number
  code: string
  name: string
  nameEn: string
  organisation: string
  title: string
  country: string
  diet: Diet
  category: TicketCategory
  ticketName: { zh: string; en: string }
}
/** Beyond this many in one filter the order by name is left to smaller filters. */
const MOST_SORTED = 20_000

const people = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('registration as r')
    .innerJoin('ticketType as t', (j) => j.onRef('t.organisationId', '=', 'r.organisationId').onRef('t.id', '=', 'r.ticketTypeId'))
    .select(['r.id', 'r.number', 'r.code', 'r.name', 'r.nameEn', 'r.organisation', 'r.title', 'r.country', 'r.diet'])
    .select(['t.category', 't.name as ticketName'])
    .where('r.organisationId', '=', ctx.orgId)
    .where('r.eventId', '=', ctx.eventId!)
const admitted = (ctx: Ctx) => people(ctx).where('r.status', '=', 'confirmed').where('r.attendance', '=', 'onsite')

const strokes = new Intl.Collator('zh-TW', { numeric: true, sensitivity: 'base' })
type Filter = Pick<z.output<typeof badgeQuery>, 'ticketTypeId' | 'category' | 'sort'>

/**
 * All who get a badge, in order: names by strokes 筆畫, then Latin ones; the code settles ties. One statement.
 * Errors: `badges.none`, `badges.too_many`.
 */
export async function badgePeople(ctx: Ctx, filter: Filter, most = MOST_SORTED): Promise<Person[]> {
  let q = admitted(ctx)
  if (filter.ticketTypeId) q = q.where('r.ticketTypeId', '=', filter.ticketTypeId)
  if (filter.category) q = q.where('t.category', '=', filter.category)
  const rows = (await q
    .orderBy('r.number')
    .limit(most + 1)
    .execute()) as Person[]
  if (!rows.length) throw new AppError('badges.none')
  if (rows.length > most) throw new AppError('badges.too_many', { most, count: `${most}+` })
  const { sort } = filter
  return sort === 'code'
    ? rows
    : rows.sort((a, b) => strokes.compare(a[sort], b[sort]) || strokes.compare(a.name, b.name) || a.number - b.number)
}

/** Errors: `record.not_found`, `badges.not_admitted`. */
export async function badgePerson(ctx: Ctx, id: string): Promise<Person> {
  const found = await people(ctx).select(['r.status', 'r.attendance']).where('r.id', '=', id).executeTakeFirst()
  if (!found) throw new AppError('record.not_found')
  if (found.status !== 'confirmed' || found.attendance !== 'onsite') throw new AppError('badges.not_admitted')
  return found as Person
}
/** Somebody real to look at: the first of the list; nobody while there is none. */
export const firstPerson = async (ctx: Ctx): Promise<Person | undefined> =>
  (await admitted(ctx).orderBy('r.number').limit(1).executeTakeFirst()) as Person | undefined
