import { type RawBuilder, sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Job } from '../../../kernel/server/jobs.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'
import type { DueRow, RetentionRow } from '../contract/inventory.ts'
import { taiwanDay } from './deadlines.ts'
import { eraseHits, planOf } from './erase.ts'
import { addChildren, ERASED, type Hit, tablesOf } from './locate.ts'
import type { PersonalTable } from './provides.ts'

/** Titles of the rules; their texts stand beside the tables. */
export const ruleNames: Record<string, Localized> = {
  registrations: { zh: '報名與報到', en: 'Registrations and arrivals' },
  speakers: { zh: '講者', en: 'Speakers' },
  directory: { zh: '人物名錄', en: 'Directory of people' },
  companies: { zh: '公司名錄', en: 'Directory of companies' },
  eventContacts: { zh: '活動通訊錄', en: 'Contact lists' },
  comments: { zh: '留言', en: 'Comments' },
  notifications: { zh: '站內通知', en: 'Notifications' },
  mail: { zh: '寄出的信', en: 'Mail sent' },
  invitations: { zh: '成員邀請', en: 'Invitations' },
  links: { zh: '專屬連結', en: 'Personal links' },
  imports: { zh: '匯入暫存', en: 'Uploads' },
  accounts: { zh: '帳號', en: 'Accounts' },
  texts: { zh: '撰寫的文字', en: 'Written texts' },
  issues: { zh: '已核發文件', en: 'Issued documents' },
  files: { zh: '檔案', en: 'Files' },
  audit: { zh: '稽核軌跡', en: 'Audit trail' },
  search: { zh: '搜尋索引', en: 'Search index' },
  answers: { zh: '重送比對', en: 'Kept answers' },
  consents: { zh: '同意紀錄', en: 'Ledger of consent' },
  requests: { zh: '當事人請求', en: 'Requests' },
  stops: { zh: '停止利用名單', en: 'Stop list' },
  proposals: { zh: 'AI 助理提案', en: 'Assistants’ proposals' },
  approvals: { zh: '雙人核准', en: 'Second approvals' },
  security: { zh: '登入安全紀錄', en: 'Security log' },
  breaches: { zh: '外洩紀錄', en: 'Breach log' },
}
const clocked = (t: PersonalTable) => t.retention.from !== 'none'

export async function listRetention(ctx: Ctx, services: Services): Promise<{ rows: RetentionRow[] }> {
  const saved = await ctx.tx.selectFrom('privacyRetention').selectAll().where('organisationId', '=', ctx.orgId).execute()
  const codes = [...new Set(tablesOf(services).map((t) => t.retention.code))]
  return {
    rows: codes.map((code) => {
      const tables = tablesOf(services).filter((t) => t.retention.code === code)
      const lead = tables.find(clocked) ?? tables[0]!
      const own = saved.find((s) => s.code === code)
      const proposed = lead.retention.days ?? null
      return {
        code,
        label: ruleNames[code] ?? lead.label,
        from: lead.retention.from,
        proposed,
        days: clocked(lead) ? (own?.days ?? proposed) : null,
        promised: lead.retention.promised ?? false,
        active: own?.active ?? false,
        note: tables.find((t) => t.retention.note)?.retention.note ?? { zh: '', en: '' },
        own: own?.note ?? '',
        tables: tables.map((t) => t.label),
        version: own?.version ?? 0,
      }
    }),
  }
}

/** Errors: `privacy.rule_unknown`, `privacy.rule_fixed`, `record.conflict`. */
export async function saveRetention(
  ctx: Ctx,
  services: Services,
  code: string,
  body: { days: number | null; active: boolean; note: string; version: number },
) {
  const before = (await listRetention(ctx, services)).rows.find((r) => r.code === code)
  if (!before) throw new AppError('privacy.rule_unknown')
  if (before.from === 'none' && (body.active || body.days !== null)) throw new AppError('privacy.rule_fixed')
  if (body.version !== before.version) throw new AppError('record.conflict')
  const values = { days: body.days === before.proposed ? null : body.days, active: body.active, note: body.note, updatedAt: ctx.now }
  await ctx.tx
    .insertInto('privacyRetention')
    .values({ id: newId(), organisationId: ctx.orgId, code, ...values, createdAt: ctx.now })
    .onConflict((c) =>
      c.columns(['organisationId', 'code']).doUpdateSet({ ...values, version: sql<number>`privacy_retention.version + 1` }),
    )
    .execute()
  const after = (await listRetention(ctx, services)).rows.find((r) => r.code === code)!
  const label = { days: { zh: '保存日數', en: 'Days' }, active: { zh: '自動刪除', en: 'Clock on' } }
  await audit(ctx, {
    entity: 'privacyRetention',
    entityId: code,
    eventId: null,
    action: 'update',
    label: after.label.zh,
    changes: (['days', 'active'] as const)
      .filter((k) => before[k] !== after[k])
      .map((k) => ({ field: k, label: label[k], from: before[k], to: after[k] })),
  })
  return after
}

type Due = { id: string; eventId: string | null; name: string; since: string; held: boolean }
/** Rows of a table whose time is over on a day. An event's own promise counts where the table says so; holds keep what is theirs. */
async function dueOf(ctx: Ctx, t: PersonalTable, days: number, today: string): Promise<Due[]> {
  const inEvent = ctx.columns.has(`${t.table}.event_id`)
  const named = t.find.name ? sql`t.${sql.ref(t.find.name)}::text` : sql`''`
  const alive = t.find.name && t.columns[t.find.name]?.[3] === 'pseudonym' ? sql`and ${named} not like ${`%${ERASED.zh}%`}` : sql``
  const kept = t.retention.promised ? sql`coalesce((e.site ->> 'retentionDays')::int, ${days}::int)` : sql`${days}::int`
  const since: RawBuilder<unknown> =
    t.retention.from === 'eventEnd'
      ? sql`e.end_date`
      : t.retention.from === 'created'
        ? sql`t.${sql.ref(ctx.columns.has(`${t.table}.created_at`) ? 'created_at' : 'at')}::date`
        : sql`greatest(t.updated_at::date, (select max(ev.end_date) from person_role pr join event ev on ev.organisation_id = pr.organisation_id and ev.id = pr.event_id
            where pr.organisation_id = t.organisation_id and pr.person_id = t.id))`
  const { rows } = await sql<Due>`
    select x.id, x.event_id, x.name, x.since::text as since, x.held from (
      select t.id, ${inEvent ? sql`t.event_id` : sql`null::uuid as event_id`}, ${named} as name, ${since} as since, ${kept} as kept,
        ${inEvent ? sql`exists (select 1 from privacy_hold h where h.organisation_id = t.organisation_id and h.event_id = t.event_id and h.lifted_at is null)` : t.table === 'person' ? sql`exists (select 1 from privacy_hold h join person_role pr on pr.organisation_id = h.organisation_id and pr.event_id = h.event_id where h.organisation_id = t.organisation_id and pr.person_id = t.id and h.lifted_at is null)` : sql`false`} as held
      from ${sql.table(t.table)} t ${inEvent ? sql`left join event e on e.organisation_id = t.organisation_id and e.id = t.event_id` : sql`cross join (select null::jsonb as site) e`}
      where t.organisation_id = ${ctx.orgId} ${alive}
    ) x where x.since + x.kept < ${today}::date order by x.since, x.id limit 5000`.execute(ctx.tx)
  return rows
}

async function rulesOf(ctx: Ctx, services: Services) {
  const rules = new Map((await listRetention(ctx, services)).rows.map((r) => [r.code, r]))
  return tablesOf(services)
    .filter(clocked)
    .map((table) => ({ table, rule: rules.get(table.retention.code)! }))
    .filter((x) => x.rule.days !== null)
}

export async function previewRetention(ctx: Ctx, services: Services): Promise<{ rows: DueRow[] }> {
  const rows: DueRow[] = []
  for (const { table, rule } of await rulesOf(ctx, services)) {
    const due = await dueOf(ctx, table, rule.days!, taiwanDay(ctx.now))
    const free = due.filter((d) => !d.held)
    rows.push({
      code: rule.code,
      label: table.label,
      table: table.table,
      action: planOf(services, [{ table: table.table, id: '', eventId: null, name: '', how: 'link', sure: true }], true)[0]!.action,
      active: rule.active,
      due: free.length,
      held: due.length - free.length,
      samples: free.slice(0, 5).map((d) => ({ id: d.id, name: d.name.slice(0, 80), since: d.since })),
    })
  }
  return { rows }
}

/** Erases what is due by the rules that are switched on, in the ctx's transaction; one run a rule. Answers how many rows. */
export async function runRetention(ctx: Ctx, services: Services): Promise<number> {
  let n = 0
  const done = new Set<string>()
  for (const { table, rule } of await rulesOf(ctx, services)) {
    if (!rule.active) continue
    const due = (await dueOf(ctx, table, rule.days!, taiwanDay(ctx.now))).filter((d) => !d.held && !done.has(`${table.table} ${d.id}`))
    if (!due.length) continue
    const hits = await withChildren(
      ctx,
      services,
      due.map((d): Hit => ({ table: table.table, id: d.id, eventId: d.eventId, name: '', how: 'link', sure: true })),
    )
    for (const h of hits) done.add(`${h.table} ${h.id}`)
    await eraseHits(ctx, services, { kind: 'retention', hits, code: rule.code, clock: true })
    n += due.length
  }
  return n
}
/** The rows with what belongs to them and hangs on them. */
export async function withChildren(ctx: Ctx, services: Services, hits: Hit[]): Promise<Hit[]> {
  const all = new Map(hits.map((h) => [`${h.table} ${h.id}`, h]))
  await addChildren(ctx, tablesOf(services), all)
  return [...all.values()]
}

/** Each night at 03:25 in Taiwan, organisation by organisation, each all or nothing. */
export const retentionJob: Job = {
  name: 'privacy-retention',
  cron: '25 19 * * *',
  async run(services, _data, log) {
    const orgs = await services.db.asSystem((tx) =>
      tx.selectFrom('privacyRetention').select('organisationId').distinct().where('active', '=', true).execute(),
    )
    for (const { organisationId } of orgs) {
      const n = await asOrganisation(services, organisationId, log, (ctx) => runRetention(ctx, services))
      if (n) log.info({ organisationId, rows: n }, 'personal data whose time is over are erased')
    }
  },
}

export const listHolds = async (ctx: Ctx) => ({
  rows: (await ctx.tx
    .selectFrom('privacyHold')
    .innerJoin('event', (j) =>
      j.onRef('event.id', '=', 'privacyHold.eventId').onRef('event.organisationId', '=', 'privacyHold.organisationId'),
    )
    .select([
      'privacyHold.id',
      'privacyHold.eventId',
      'event.name as event',
      'privacyHold.reason',
      'privacyHold.byName',
      'privacyHold.since',
      'privacyHold.liftedAt',
    ])
    .where('privacyHold.organisationId', '=', ctx.orgId)
    .orderBy('privacyHold.since', 'desc')
    .limit(200)
    .execute()) as {
    id: string
    eventId: string
    event: Localized
    reason: string
    byName: string
    since: string
    liftedAt: string | null
  }[],
})
/** Errors: `record.not_found`, `record.duplicate` where there is one. */
export async function holdEvent(ctx: Ctx, body: { eventId: string; reason: string }): Promise<{ id: string }> {
  if (
    !(await ctx.tx
      .selectFrom('event')
      .select('id')
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', body.eventId)
      .executeTakeFirst())
  )
    throw new AppError('record.not_found')
  const id = newId()
  await ctx.tx
    .insertInto('privacyHold')
    .values({ id, organisationId: ctx.orgId, ...body, byName: ctx.actor.name, since: ctx.now })
    .execute()
  await audit(ctx, { entity: 'privacyHold', entityId: id, eventId: body.eventId, action: 'create', label: body.reason })
  return { id }
}
export async function liftHold(ctx: Ctx, id: string): Promise<{ id: string }> {
  const row = await ctx.tx
    .updateTable('privacyHold')
    .set({ liftedAt: ctx.now, liftedBy: ctx.actor.name })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .where('liftedAt', 'is', null)
    .returning('eventId')
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'privacyHold', entityId: id, eventId: row.eventId, action: 'lift', label: '' })
  return { id }
}
