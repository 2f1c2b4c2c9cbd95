import { newId } from '../../../kernel/contract/ids.ts'
import type { Lang } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { fileReader } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { DeliverableDetail, DeliverableRow, Issue } from '../contract/documents.ts'
import { type Deliverable, deliverableByKey, deliverables } from '../contract/registry.ts'
import { buildModel, digestsOf, narrativesOf, outlineOf, providerOf, textsOf } from './build.ts'

type IssueRow = {
  id: string
  number: number
  lang: string
  note: string
  files: unknown
  digests: unknown
  issuedBy: string
  issuedAt: string
}
export const toIssue = (r: IssueRow): Issue => ({
  id: r.id,
  number: r.number,
  lang: r.lang as Lang,
  note: r.note,
  issuedBy: r.issuedBy,
  issuedAt: r.issuedAt,
  files: r.files as Issue['files'],
})

function row(
  ctx: Ctx,
  services: Services,
  d: Deliverable,
  last: { number: number; issuedBy: string; issuedAt: string } | null,
): DeliverableRow {
  const provider = services.provided('deliverables').find((p) => p.key === d.key)
  return {
    key: d.key,
    module: d.module,
    phase: d.phase,
    name: d.name,
    formats: [...d.formats],
    outputs: [...d.outputs],
    state: !provider ? 'unbuilt' : last ? 'issued' : 'live',
    closed: provider ? !ctx.can(provider.action) : false,
    lastIssue: last ? { number: last.number, issuedBy: last.issuedBy, issuedAt: last.issuedAt } : null,
  }
}

/** All 121, honest about what is not built. */
export async function listDeliverables(ctx: Ctx, services: Services) {
  const issued = await ctx.tx
    .selectFrom('documentIssue')
    .distinctOn('deliverable')
    .select(['deliverable', 'number', 'issuedBy', 'issuedAt'])
    .where('eventId', '=', ctx.eventId!)
    .orderBy('deliverable')
    .orderBy('number', 'desc')
    .execute()
  const last = new Map(issued.map((i) => [i.deliverable, i]))
  return { rows: deliverables.map((d) => row(ctx, services, d, last.get(d.key) ?? null)) }
}

export async function getDeliverable(ctx: Ctx, services: Services, key: string, lang: Lang): Promise<DeliverableDetail> {
  const spec = deliverableByKey.get(key)!
  const provider = services.provided('deliverables').find((p) => p.key === key)
  const issues = await ctx.tx
    .selectFrom('documentIssue')
    .selectAll()
    .where('eventId', '=', ctx.eventId!)
    .where('deliverable', '=', key)
    .orderBy('number', 'desc')
    .execute()
  const can = { write: ctx.can('documents.write'), issue: ctx.can('documents.issue') }
  const base = row(ctx, services, spec, issues[0] ?? null)
  if (!provider || base.closed) return { ...base, outline: [], sections: [], issues: issues.map(toIssue), drift: [], can }
  const texts = textsOf(await narrativesOf(ctx, key))
  const sections = (provider.sections ?? []).map((s) => ({ ...s, texts: texts(s.key) }))
  const model = await buildModel(ctx, services, key, lang)
  const now = digestsOf(model)
  const then = issues.find((i) => i.lang === lang)?.digests as Record<string, string> | undefined
  const drift = then ? Object.keys(now).filter((k) => then[k] !== now[k]) : []
  return { ...base, outline: outlineOf(model, sections, new Set(drift)), sections, issues: issues.map(toIssue), drift, can }
}

const KEEP_APART_MS = 10 * 60_000

type Save = { content: unknown; version: number; lang: Lang; aside: boolean }
/**
 * Saves a written section in one language if it is still at `version`; the state that it replaces goes to the history. `aside` puts
 * the words straight into the history, for who gives way to somebody else's. Errors: `record.conflict`, `documents.section_unknown`.
 */
export async function saveSection(ctx: Ctx, services: Services, key: string, section: string, { content, version, lang, aside }: Save) {
  const spec = providerOf(ctx, services, key).sections?.find((s) => s.key === section)
  if (!spec) throw new AppError('documents.section_unknown')
  const old = await ctx.tx
    .selectFrom('narrative')
    .selectAll()
    .where('eventId', '=', ctx.eventId!)
    .where('deliverable', '=', key)
    .where('section', '=', section)
    .where('lang', '=', lang)
    .forUpdate()
    .executeTakeFirst()
  const keep = (narrativeId: string, words: unknown, writtenBy: string, writtenAt: string) =>
    ctx.tx
      .insertInto('narrativeHistory')
      .values({ id: newId(), organisationId: ctx.orgId, narrativeId, content: json(words), writtenBy, writtenAt })
      .execute()
  if (old && aside) {
    await keep(old.id, content, ctx.actor.name, ctx.now)
    return { version: old.version, updatedAt: old.updatedAt, updatedBy: old.updatedBy }
  }
  if ((old?.version ?? 0) !== version) throw new AppError('record.conflict')
  const by = ctx.actor.name
  const id = old?.id ?? newId()
  if (!old)
    await ctx.tx
      .insertInto('narrative')
      .values({
        id,
        organisationId: ctx.orgId,
        eventId: ctx.eventId!,
        deliverable: key,
        section,
        lang,
        content: json(content),
        updatedBy: by,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      })
      .execute()
  else {
    if (old.updatedBy !== by || Date.parse(ctx.now) - Date.parse(old.updatedAt) > KEEP_APART_MS)
      await keep(id, old.content, old.updatedBy, old.updatedAt)
    await ctx.tx
      .updateTable('narrative')
      .set({ content: json(content), updatedBy: by, updatedAt: ctx.now, version: old.version + 1 })
      .where('id', '=', id)
      .execute()
  }
  await audit(ctx, {
    entity: 'narrative',
    entityId: id,
    action: old ? 'update' : 'create',
    label: `${deliverableByKey.get(key)!.name.zh}／${spec.title.zh}${lang === 'en' ? '（英文）' : ''}`,
  })
  return { version: (old?.version ?? 0) + 1, updatedAt: ctx.now, updatedBy: by }
}

export async function sectionHistory(ctx: Ctx, key: string, section: string, lang: Lang) {
  const rows = await ctx.tx
    .selectFrom('narrativeHistory')
    .innerJoin('narrative', 'narrative.id', 'narrativeHistory.narrativeId')
    .select(['narrativeHistory.id', 'narrativeHistory.content', 'narrativeHistory.writtenBy', 'narrativeHistory.writtenAt'])
    .where('narrative.eventId', '=', ctx.eventId!)
    .where('narrative.deliverable', '=', key)
    .where('narrative.section', '=', section)
    .where('narrative.lang', '=', lang)
    .orderBy('narrativeHistory.writtenAt', 'desc')
    .limit(50)
    .execute()
  return { rows }
}

export async function issuedFile(ctx: Ctx, services: Services, id: string, format: string) {
  const found = await ctx.tx
    .selectFrom('documentIssue')
    .select(['deliverable', 'files'])
    .where('eventId', '=', ctx.eventId!)
    .where('id', '=', id)
    .executeTakeFirst()
  const file = (found?.files as Issue['files'] | undefined)?.find((f) => f.format === format)
  if (!found || !file) throw new AppError('record.not_found')
  providerOf(ctx, services, found.deliverable)
  return fileReader(ctx, file.fileId)
}

/** Puts a written section there for the demo; nothing is replaced. */
export async function seedSection(ctx: Ctx, key: string, section: string, content: unknown, lang: Lang = 'zh-TW') {
  await ctx.tx
    .insertInto('narrative')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      eventId: ctx.eventId!,
      deliverable: key,
      section,
      lang,
      content: json(content),
      updatedBy: ctx.actor.name,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .onConflict((c) => c.columns(['organisationId', 'eventId', 'deliverable', 'section', 'lang']).doNothing())
    .execute()
}
