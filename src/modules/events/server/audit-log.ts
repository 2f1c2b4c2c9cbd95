import type { z } from 'zod'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Change } from '../../../kernel/server/audit.ts'
import { audit } from '../../../kernel/server/audit.ts'
import { checkAudit, sealAudit } from './audit-chain.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Job } from '../../../kernel/server/jobs.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { AuditLogEntry, auditFilter } from '../contract/audit-log.ts'
import { readActivity } from './activity.ts'

type Filter = z.output<typeof auditFilter>

/** What was written within the last minute joins the chain of hashes. */
export const sealing: Job = {
  name: 'audit-seal',
  cron: '* * * * *',
  async run(services, _data, log) {
    const sealed = await services.db.asSystem((tx) => sealAudit(tx))
    if (sealed) log.debug({ sealed }, 'audit trail sealed')
  },
}

export async function readAuditLog(
  ctx: Ctx,
  services: Services,
  q: Filter & { limit: number; before?: string | undefined },
): Promise<{ rows: AuditLogEntry[]; next: string | null }> {
  const { rows, next } = await readActivity(ctx, services, q)
  const ids = [...new Set(rows.flatMap((r) => r.eventId ?? []))]
  const named = ids.length
    ? await ctx.tx.selectFrom('event').select(['id', 'name']).where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    : []
  const names = new Map(named.map((e) => [e.id, e.name as Localized]))
  return { rows: rows.map((r) => ({ ...r, eventName: names.get(r.eventId ?? '') ?? null })), next }
}

export const checkAuditLog = (ctx: Ctx) => checkAudit(ctx.tx, ctx.orgId)

const MAX_LINES = 50_000
/** A cell that a spreadsheet takes for text, whatever it begins with. */
const cell = (v: unknown) => {
  const text = typeof v === 'string' ? v : v === null || v === undefined ? '' : JSON.stringify(v)
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

/** Up to 50,000 entries, newest first, with the values that changed; taking it away is itself an entry. */
export async function exportAuditLog(ctx: Ctx, f: Filter): Promise<RawAnswer> {
  let q = ctx.tx
    .selectFrom('auditEntry')
    .leftJoin('event', (j) =>
      j.onRef('event.id', '=', 'auditEntry.eventId').onRef('event.organisationId', '=', 'auditEntry.organisationId'),
    )
    .select([
      'auditEntry.at',
      'auditEntry.actorKind',
      'auditEntry.actorName',
      'event.slug',
      'auditEntry.entity',
      'auditEntry.entityId',
      'auditEntry.action',
      'auditEntry.label',
      'auditEntry.changes',
      'auditEntry.requestId',
    ])
    .where('auditEntry.organisationId', '=', ctx.orgId)
    .orderBy('auditEntry.at', 'desc')
    .orderBy('auditEntry.id', 'desc')
    .limit(MAX_LINES)
  if (f.entity) q = q.where('auditEntry.entity', 'in', f.entity.split(','))
  if (f.action) q = q.where('auditEntry.action', 'in', f.action.split(','))
  if (f.by) q = q.where('auditEntry.actorKind', f.by === 'people' ? '=' : '<>', 'user')
  if (f.actorId) q = q.where('auditEntry.actorId', '=', f.actorId)
  if (f.from) q = q.where('auditEntry.at', '>=', f.from)
  if (f.q) q = q.where('auditEntry.label', 'ilike', `%${f.q.replaceAll(/[%_\\]/g, '\\$&')}%`)
  const rows = await q.execute()
  const head =
    ctx.lang === 'en'
      ? ['Time (UTC)', 'Actor kind', 'Actor', 'Event', 'Record kind', 'Record', 'Action', 'Name', 'Changes', 'Request']
      : ['時間（UTC）', '身分', '人員', '活動', '資料種類', '資料編號', '動作', '名稱', '變更', '請求編號']
  const lines = rows.map((r) =>
    [
      new Date(r.at).toISOString(),
      r.actorKind,
      r.actorName,
      r.slug,
      r.entity,
      r.entityId,
      r.action,
      r.label,
      (r.changes as Change[])
        .map((c) => `${ctx.lang === 'en' ? c.label.en : c.label.zh}: ${JSON.stringify(c.from)} → ${JSON.stringify(c.to)}`)
        .join('; '),
      r.requestId,
    ]
      .map(cell)
      .join(','),
  )
  await audit(ctx, { entity: 'auditEntry', entityId: ctx.orgId, action: 'export', label: `${rows.length}`, eventId: null })
  const name = `${ctx.lang === 'en' ? 'audit-trail' : '稽核紀錄'}_${ctx.now.slice(0, 10).replaceAll('-', '')}.csv`
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-trail.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    body: `\uFEFF${[head.map(cell).join(','), ...lines].join('\r\n')}\r\n`,
  }
}
