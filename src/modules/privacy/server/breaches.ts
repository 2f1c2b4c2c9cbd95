import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { rateFor } from '../../rules/server/index.ts'
import type { breachDraft, BreachRow } from '../contract/breach.ts'
import { kindNames } from '../contract/personal.ts'
import { addMonths, taiwanDay } from './deadlines.ts'
import { sendLetter } from './letters.ts'
import type { StoredBreach, UsedRule } from './tables.ts'

const all = (ctx: Ctx) => ctx.tx.selectFrom('privacyBreach').selectAll().where('organisationId', '=', ctx.orgId)
export const breachCode = (b: { number: number; drill: boolean }) => `${b.drill ? 'D' : 'B'}-${String(b.number).padStart(3, '0')}`

async function show(ctx: Ctx, rows: StoredBreach[]): Promise<BreachRow[]> {
  const ids = [...new Set(rows.flatMap((r) => r.eventId ?? []))]
  const events = ids.length
    ? await ctx.tx.selectFrom('event').select(['id', 'name']).where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    : []
  const names = new Map(events.map((e) => [e.id, e.name as Localized]))
  return rows.map((r) => ({ ...r, eventName: (r.eventId && names.get(r.eventId)) || null })) as unknown as BreachRow[]
}
const one = async (ctx: Ctx, r: StoredBreach) => (await show(ctx, [r]))[0]!
export const listBreaches = async (ctx: Ctx) => ({
  rows: await show(ctx, (await all(ctx).orderBy('number', 'desc').limit(500).execute()) as StoredBreach[]),
})
export async function getBreach(ctx: Ctx, id: string): Promise<BreachRow> {
  const row = (await all(ctx).where('id', '=', id).executeTakeFirst()) as StoredBreach | undefined
  if (!row) throw new AppError('record.not_found')
  return one(ctx, row)
}

type Draft = z.output<typeof breachDraft>
const used = (r: { code: string; jurisdiction: string; value: number; unit: string; validFrom: string }): UsedRule => ({
  code: r.code,
  jurisdiction: r.jurisdiction,
  value: r.value,
  unit: r.unit,
  validFrom: r.validFrom,
})
/** Whether it must be notified and by when, by the rules of the day on which it was noticed. Before there were any: not by these rules. */
async function weigh(ctx: Ctx, d: Draft): Promise<Pick<StoredBreach, 'mustNotify' | 'dueAt' | 'keepUntil' | 'rules'>> {
  const day = taiwanDay(d.noticedAt)
  const rule = (code: string) =>
    rateFor(ctx, code, day).catch((e: AppError) => {
      if (e.code === 'rules.not_in_force') return null
      throw e
    })
  const [hours, people, records, years] = [
    await rule('privacy.breach.notify'),
    await rule('privacy.breach.people'),
    await rule('privacy.breach.systemRecords'),
    await rule('retention.breachLog'),
  ]
  const special = d.special || d.kinds.includes('special')
  const many = people !== null && d.people !== null && d.people > people.value
  const large = records !== null && d.systemRecords !== null && d.systemRecords >= records.value
  const mustNotify = hours !== null && (special || many || large)
  return {
    mustNotify,
    dueAt: mustNotify ? new Date(Date.parse(d.noticedAt) + hours.value * 3_600_000).toISOString() : null,
    keepUntil: addMonths(day, 12 * (years?.value ?? 5)),
    rules: [hours, people, records, years].flatMap((r) => (r ? [used(r)] : [])),
  }
}
const values = async (ctx: Ctx, d: Draft) => {
  const w = await weigh(ctx, d)
  return { ...d, ...w, rules: json(w.rules) }
}
const demandEvent = async (ctx: Ctx, eventId: string | null) => {
  if (
    eventId &&
    !(await ctx.tx.selectFrom('event').select('id').where('organisationId', '=', ctx.orgId).where('id', '=', eventId).executeTakeFirst())
  )
    throw new AppError('record.not_found')
}

export async function createBreach(ctx: Ctx, d: Draft): Promise<BreachRow> {
  await demandEvent(ctx, d.eventId)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`privacy.breach ${ctx.orgId}`}, 0))`.execute(ctx.tx)
  const last = await all(ctx)
    .clearSelect()
    .select(sql<number>`coalesce(max(number), 0)`.as('n'))
    .executeTakeFirstOrThrow()
  const row = await ctx.tx
    .insertInto('privacyBreach')
    .values({
      ...(await values(ctx, d)),
      id: newId(),
      organisationId: ctx.orgId,
      number: last.n + 1,
      byName: ctx.actor.name,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(ctx, {
    entity: 'privacyBreach',
    entityId: row.id,
    eventId: d.eventId,
    action: 'create',
    label: `${breachCode(row)} ${d.title}`,
  })
  return one(ctx, row as StoredBreach)
}

async function locked(ctx: Ctx, id: string, version: number): Promise<StoredBreach> {
  const row = (await all(ctx).where('id', '=', id).forUpdate().executeTakeFirst()) as StoredBreach | undefined
  if (!row) throw new AppError('record.not_found')
  if (row.closedAt) throw new AppError('privacy.breach_closed')
  if (row.version !== version) throw new AppError('record.conflict')
  return row
}
async function write(ctx: Ctx, before: StoredBreach, set: object, action: string): Promise<StoredBreach> {
  const row = await ctx.tx
    .updateTable('privacyBreach')
    .set({ ...set, version: before.version + 1, updatedAt: ctx.now } as never)
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(ctx, {
    entity: 'privacyBreach',
    entityId: before.id,
    eventId: row.eventId,
    action,
    label: `${breachCode(before)} ${row.title}`,
  })
  return row as StoredBreach
}

export async function updateBreach(ctx: Ctx, id: string, { version, ...d }: Draft & { version: number }): Promise<BreachRow> {
  const before = await locked(ctx, id, version)
  await demandEvent(ctx, d.eventId)
  return one(ctx, await write(ctx, before, await values(ctx, d), 'update'))
}
/** Errors: `privacy.not_notified`. */
export async function closeBreach(ctx: Ctx, id: string, version: number): Promise<BreachRow> {
  const before = await locked(ctx, id, version)
  if (before.mustNotify && !before.drill && !(before.authorityAt && before.peopleAt)) throw new AppError('privacy.not_notified')
  return one(ctx, await write(ctx, before, { closedAt: ctx.now }, 'close'))
}

const affected = (ctx: Ctx, b: { eventId: string | null }) =>
  ctx.tx
    .selectFrom('registration')
    .select(['email', sql<string>`min(name)`.as('name')])
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', b.eventId)
    .where('email', '<>', '')
    .groupBy('email')
    .orderBy('email')
    .execute()

export async function letterDraft(ctx: Ctx, id: string) {
  const b = await getBreach(ctx, id)
  const kinds = b.kinds.map((k) => kindNames[k].zh).join('、') || '個人資料'
  return {
    subject: '個人資料事件通知',
    text: `我們於 ${taiwanDay(b.noticedAt).replaceAll('-', '/')} 發現一起個人資料事件：${b.title}。\n可能涉及的資料類別：${kinds}。\n我們已採取的措施：${b.measures || '（請填寫）'}\n請留意可疑來電、簡訊與信件；主辦單位不會以電話要求您操作 ATM 或提供信用卡資料。\n如有疑問，請直接回信或來電。`,
    receivers: b.eventId ? (await affected(ctx, b)).length : 0,
  }
}
/** Writes to everybody registered for the event, once for each mailbox; a drill writes to nobody. */
export async function tellPeople(ctx: Ctx, id: string, body: { version: number; subject: string; text: string }) {
  const before = await locked(ctx, id, body.version)
  const people = before.eventId && !before.drill ? await affected(ctx, before) : []
  let queued = 0
  for (const p of people)
    if (
      await sendLetter(ctx, {
        kind: 'breach',
        to: { address: p.email, name: p.name },
        subject: { zh: body.subject, en: '' },
        text: {
          zh: body.text,
          en: 'This letter tells of an incident that may concern your personal data. Please write to us if you need it in English.',
        },
        dedupeKey: `privacy.breach ${id} ${p.email.toLowerCase()}`,
      })
    )
      queued++
  const after = await write(
    ctx,
    before,
    { peopleAt: before.peopleAt ?? ctx.now, peopleHow: before.peopleHow || `電子郵件 ${queued} 封` },
    'tell',
  )
  return { queued, breach: await one(ctx, after) }
}
