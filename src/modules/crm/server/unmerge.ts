import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { MergeRow, UndoPreview } from '../contract/duplicates.ts'
import { lockDirectory } from './match.ts'
import {
  fieldColumns,
  indexPeopleOf,
  labelsOf,
  mergedInto,
  type MergeRecord,
  nameOf,
  presentMerge,
  sameValue,
  type Stored,
  writeOne,
} from './merge.ts'
import { rowsOf } from './pairs.ts'
import { returnReferences, stillThere } from './references.ts'
import { indexPeople, valuesOf } from './write.ts'
import { indexSearch, type SearchDoc } from '../../../kernel/server/search.ts'
import { company } from '../contract/company.ts'

type Values = Record<string, unknown>

export async function listMerges(ctx: Ctx, q: { after?: string | undefined; limit: number }) {
  let found = ctx.tx.selectFrom('crmMerge').selectAll().where('organisationId', '=', ctx.orgId)
  if (q.after) found = found.where('id', '<', q.after)
  const rows = await found
    .orderBy('id', 'desc')
    .limit(q.limit + 1)
    .execute()
  const page = rows.slice(0, q.limit) as unknown as MergeRecord[]
  return { rows: await presentAll(ctx, page), next: rows.length > q.limit ? page.at(-1)!.id : null }
}

/** Parted ones keep no names of their own, so that an erasure leaves none behind: they are read from the records, if those are there. */
async function presentAll(ctx: Ctx, merges: MergeRecord[]): Promise<MergeRow[]> {
  const ids = (kind: 'person' | 'company') => merges.filter((m) => m.undoneAt && m.kind === kind).flatMap((m) => [m.survivorId, m.loserId])
  const rows = { person: await rowsOf(ctx, 'person', ids('person')), company: await rowsOf(ctx, 'company', ids('company')) }
  const name = (m: MergeRecord, id: string) => {
    const row = rows[m.kind].get(id)
    return row ? nameOf(m.kind, row as Stored) : ''
  }
  return merges.map((m) => ({
    ...presentMerge(m),
    ...(m.undoneAt ? { survivorName: name(m, m.survivorId), loserName: name(m, m.loserId) } : {}),
  }))
}

async function record(ctx: Ctx, id: string, lock = false): Promise<MergeRecord> {
  const q = ctx.tx.selectFrom('crmMerge').selectAll().where('organisationId', '=', ctx.orgId).where('id', '=', id)
  const row = await (lock ? q.forUpdate() : q).executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return row as unknown as MergeRecord
}
/** The one that has to be undone before: a later merge with the same survivor, or of that survivor. */
async function blocker(ctx: Ctx, m: MergeRecord): Promise<{ id: string; name: string } | null> {
  const row = await ctx.tx
    .selectFrom('crmMerge')
    .select(['id', 'loserName'])
    .where('organisationId', '=', ctx.orgId)
    .where('kind', '=', m.kind)
    .where('undoneAt', 'is', null)
    .where('id', '>', m.id)
    .where((eb) => eb.or([eb('survivorId', '=', m.survivorId), eb('loserId', '=', m.survivorId)]))
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row ? { id: row.id, name: row.loserName } : null
}

/** Which of the fields that the merge changed go back, and which were changed again since and stay. */
function fieldsOf(m: MergeRecord, now: Stored) {
  const [before, after, current] = [m.before, m.after, now] as unknown as Values[]
  const changed = [...labelsOf(m.kind).keys()].filter((f) => fieldColumns(f).some((c) => !sameValue(before![c], after![c])))
  const back = changed.filter((f) => fieldColumns(f).every((c) => sameValue(current![c], after![c])))
  return { back, kept: changed.filter((f) => !back.includes(f)) }
}

/** Errors: `record.not_found`. */
export async function previewUndo(ctx: Ctx, id: string): Promise<UndoPreview> {
  const m = await record(ctx, id)
  const now = (await rowsOf(ctx, m.kind, [m.survivorId])).get(m.survivorId) as Stored | undefined
  const labels = labelsOf(m.kind)
  const f = now ? fieldsOf(m, now) : { back: [], kept: [] }
  const there = m.undoneAt ? [] : await stillThere(ctx, m.kind, m.moved, m.survivorId)
  return {
    ...(await presentAll(ctx, [m]))[0]!,
    back: f.back.map((x) => labels.get(x)!),
    kept: f.kept.map((x) => labels.get(x)!),
    returning: there.reduce((n, x) => n + x.keys.length, m.undoneAt ? 0 : m.dropped.length),
    blockedBy: m.undoneAt ? null : await blocker(ctx, m),
  }
}

/**
 * Parts two records again: the one that went comes back as it was, with all that pointed to it and still points to the other; the
 * other gets back each field that nobody changed since. Errors: `record.not_found`, `crm.merge_undone`, `crm.merge_undo_order`,
 * `crm.merge_survivor_gone`, `crm.tax_id_taken`.
 */
export async function undoMerge(ctx: Ctx, id: string): Promise<MergeRow> {
  await lockDirectory(ctx, 'all')
  const m = await record(ctx, id, true)
  if (m.undoneAt) throw new AppError('crm.merge_undone')
  const before = await blocker(ctx, m)
  if (before) throw new AppError('crm.merge_undo_order', { name: before.name })
  const now = (await rowsOf(ctx, m.kind, [m.survivorId], true)).get(m.survivorId) as Stored | undefined
  if (!now) throw new AppError('crm.merge_survivor_gone')

  const next: Values = { ...valuesOf(now) }
  for (const f of fieldsOf(m, now).back) for (const c of fieldColumns(f)) next[c] = (m.before as unknown as Values)[c]
  await demandFree(ctx, m, next)
  const pointer = m.kind === 'person' ? 'companyId' : 'contactPersonId'
  next[pointer] = await living(ctx, m.kind === 'person' ? 'company' : 'person', next[pointer] as string | null)
  await writeOne(ctx, m.kind, now, next, 'unmerge')
  const other = await living(ctx, m.kind === 'person' ? 'company' : 'person', (m.loser as unknown as Values)[pointer] as string | null)
  // A yes that was taken back since the merge was taken back for both.
  const withdrawn = m.kind === 'person' && m.after.consent.marketing && !now.consent.marketing
  const consent = withdrawn ? { marketing: false, at: null } : m.loser.consent
  const loser = {
    ...m.loser,
    consent,
    [pointer]: other,
    version: m.loser.version + 1,
    updatedAt: ctx.now,
    organisationId: ctx.orgId,
  } as Stored
  await ctx.tx
    .insertInto(m.kind)
    .values({ ...loser, ...(m.kind === 'person' ? { consent: json(loser.consent) } : { name: json(m.loser.name) }) } as never)
    .execute()
  await returnReferences(ctx, await stillThere(ctx, m.kind, m.moved, m.survivorId), m.dropped, m.loserId)
  if (m.kind === 'person') await indexPeople(ctx, [loser])
  else {
    await indexSearch(ctx, [{ ...company.search!(loser), entity: 'company', entityId: loser.id, eventId: null } as SearchDoc])
    await indexPeopleOf(ctx, [m.survivorId, m.loserId])
  }
  await audit(ctx, { entity: m.kind, entityId: m.loserId, eventId: null, action: 'unmerge', label: nameOf(m.kind, m.loser) })
  const row = await ctx.tx
    .updateTable('crmMerge')
    // Both live on as records again; copies of them would outlive their erasure.
    .set({
      undoneAt: ctx.now,
      undoneBy: ctx.actor.name,
      survivorName: '',
      loserName: '',
      loser: json({}),
      before: json({}),
      after: json({}),
    })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  ctx.emit(`${m.kind}.unmerged`, { id: m.loserId, from: m.survivorId })
  return (await presentAll(ctx, [row as unknown as MergeRecord]))[0]!
}

/** A 統一編號 that another company took up in the meantime can't come back. */
async function demandFree(ctx: Ctx, m: MergeRecord, next: Values) {
  const taxId = m.kind === 'company' ? m.loser.taxId : ''
  if (!taxId) return
  const holder = await ctx.tx
    .selectFrom('company')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('taxId', '=', taxId)
    .executeTakeFirst()
  if (holder && (holder.id !== m.survivorId || next.taxId === taxId)) throw new AppError('crm.tax_id_taken')
}
/** The record as it is found today: itself, the one that it went into, or nothing. */
async function living(ctx: Ctx, kind: 'person' | 'company', id: string | null): Promise<string | null> {
  if (!id) return null
  const found = (await rowsOf(ctx, kind, [id])).has(id)
  return found ? id : await mergedInto(ctx, kind, id)
}
