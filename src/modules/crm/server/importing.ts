import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { crmErrors } from '../contract/errors.ts'
import {
  importFields,
  type ImportKind,
  importLimits,
  type ImportReport,
  type ReportRow,
  suggestMapping,
  type UploadedImport,
} from '../contract/import.ts'
import { sealJson, unsealJson } from '../../../kernel/server/seal.ts'
import { readRow, type Values } from './cells.ts'
import { planCompanies, planPeople } from './plan.ts'
import { lockDirectory } from './match.ts'
import { readSheet } from './sheet.ts'
import { writeCompanies, writePeople } from './write.ts'

/** The row among the first ten that reads most like headings; title lines above a table are common. */
function headingRow(kind: ImportKind, rows: string[][]): number {
  let best = 0
  let most = 0
  rows.slice(0, 10).forEach((row, i) => {
    const known = suggestMapping(kind, row).filter(Boolean).length
    if (known > most) [best, most] = [i, known]
  })
  return most > 0
    ? best
    : Math.max(
        0,
        rows.slice(0, 10).findIndex((r) => r.filter((c) => c.trim()).length > 1),
      )
}

// Whole lists of people in the clear have no business in a table that only waits.
const place = (ctx: Ctx, id: string) => `${ctx.orgId}/crm_import/${id}`

/** Reads an upload and keeps it, sealed, for a day: its columns, a sample and a suggested mapping. */
export async function uploadImport(ctx: Ctx, kind: ImportKind, fileName: string, body: unknown): Promise<UploadedImport> {
  if (!(body instanceof Uint8Array)) throw new AppError('crm.import_type')
  const sheet = await readSheet(body)
  const at = headingRow(kind, sheet.rows)
  const headings = sheet.rows[at]!.map((h) => h.trim().slice(0, 100))
  const data = sheet.rows.slice(at + 1)
  if (data.length === 0) throw new AppError('crm.import_empty')
  if (data.length > importLimits.rows) throw new AppError('crm.import_too_many_rows', { limit: importLimits.rows.toLocaleString('en') })
  const width = Math.max(headings.length, ...data.slice(0, 200).map((r) => r.length))
  const all = Array.from({ length: width }, (_, i) => headings[i] ?? '')
  const suggested = suggestMapping(kind, all)
  const id = newId()
  const expiresAt = new Date(Date.parse(ctx.now) + importLimits.keepHours * 3_600_000).toISOString()
  // One character more than allowed, so that the row still fails for its length and the table stays small.
  const kept = data.map((r) =>
    r.map((c) =>
      c
        .toWellFormed()
        .replaceAll('\0', '')
        .slice(0, importLimits.cell * 2 + 1),
    ),
  )
  await ctx.tx
    .insertInto('crmImport')
    .values({
      id,
      organisationId: ctx.orgId,
      kind,
      fileName: fileName.replaceAll(/[\u0000-\u001f]/g, '').slice(0, 200),
      columns: json({ headings: all, first: at + 2 }),
      rows: json(sealJson(kept, place(ctx, id))),
      createdBy: ctx.actor.id,
      createdAt: ctx.now,
      expiresAt,
    })
    .execute()
  return {
    id,
    kind,
    fileName,
    encoding: sheet.encoding,
    rows: data.length,
    headingRow: at + 1,
    expiresAt,
    columns: all.map((heading, i) => ({
      heading,
      suggested: suggested[i]!,
      sample: data
        .map((r) => (r[i] ?? '').trim())
        .filter(Boolean)
        .slice(0, 3)
        .map((c) => c.slice(0, 80)),
    })),
  }
}

function checkMapping(kind: ImportKind, mapping: readonly (string | null)[]) {
  const used = mapping.filter((m): m is string => Boolean(m))
  const ok =
    used.every((m) => m in importFields[kind]) && new Set(used).size === used.length && (used.includes('name') || used.includes('nameEn'))
  if (!ok) throw new AppError('crm.import_mapping')
}

const missingName = (kind: ImportKind) => ({
  level: 'error' as const,
  column: importFields[kind].name.label.zh,
  code: 'crm.name_required',
  zh: crmErrors['crm.name_required'].zh,
  en: crmErrors['crm.name_required'].en,
})
export type ReadRow = { row: number; values: Values; issues: ReportRow['issues'] }

/**
 * Checks or imports an upload with a mapping (column → field or null). Any row with an error keeps everything out. Running the same
 * file again changes nothing: every row is then `unchanged`. Errors: `crm.import_mapping`, `crm.import_expired`, `record.not_found`.
 */
export async function runImport(ctx: Ctx, id: string, mapping: (string | null)[], dryRun: boolean): Promise<ImportReport> {
  const job = await ctx.tx
    .selectFrom('crmImport')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  // The sample holds people's data in the clear: it is the uploader's alone.
  if (!job || job.createdBy !== ctx.actor.id) throw new AppError('record.not_found')
  if (job.appliedAt || job.expiresAt < ctx.now) throw new AppError('crm.import_expired')
  const kind = job.kind as ImportKind
  const waiting = unsealJson<string[][]>(job.rows, place(ctx, id))
  if (!waiting) throw new AppError('crm.import_expired')
  checkMapping(kind, mapping)
  const { first } = job.columns as { first: number }
  const read: ReadRow[] = waiting.flatMap((cells, i) => {
    if (cells.every((c) => c.trim() === '')) return []
    const { values, issues } = readRow(kind, mapping, cells)
    if (!values.name && !values.nameEn && !issues.some((x) => x.level === 'error')) issues.push(missingName(kind))
    return [{ row: first + i, values, issues }]
  })
  await lockDirectory(ctx, 'all')
  const wrong = read.some((r) => r.issues.some((i) => i.level === 'error'))
  const apply = !dryRun && !wrong
  const source = `import:${job.fileName}`.slice(0, 60)
  const plan = kind === 'people' ? await planPeople(ctx, read, { apply, source }) : await planCompanies(ctx, read)
  if (apply) {
    if (plan.kind === 'people') await writePeople(ctx, plan.writes, 'import')
    else await writeCompanies(ctx, plan.writes, 'import')
    await ctx.tx
      .updateTable('crmImport')
      .set({ appliedAt: ctx.now, rows: json([]) })
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
    await audit(ctx, {
      entity: 'crmImport',
      entityId: id,
      eventId: null,
      action: 'import',
      label: job.fileName,
      changes: (['created', 'updated', 'unchanged'] as const).map((k) => ({
        field: k,
        label: { zh: { created: '新增', updated: '更新', unchanged: '不變' }[k], en: k },
        from: null,
        to: plan.rows.filter((r) => r.result === k).length,
      })),
    })
  }
  return reportOf(plan.rows, apply, plan.companiesCreated)
}

function reportOf(rows: ReportRow[], applied: boolean, companiesCreated: number): ImportReport {
  const counts = { created: 0, updated: 0, unchanged: 0, error: 0 }
  for (const r of rows) counts[r.result]++
  const rank = (r: ReportRow) => (r.result === 'error' ? 0 : r.issues.length ? 1 : 2)
  const sorted = rows.toSorted((a, b) => rank(a) - rank(b) || a.row - b.row)
  return {
    applied,
    counts,
    companiesCreated,
    rows: sorted.slice(0, importLimits.reportRows),
    omitted: Math.max(0, rows.length - importLimits.reportRows),
  }
}
