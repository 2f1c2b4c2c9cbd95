import { newId } from '../../../kernel/contract/ids.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { saveFile } from '../../../kernel/server/files.ts'
import { type Frame, transact } from '../../../kernel/server/mount.ts'
import type { Issue } from '../contract/documents.ts'
import { deliverableByKey, type DeliverableFormat } from '../contract/registry.ts'
import { digestsOf, type MadeFile, readDeliverable } from './build.ts'
import { toIssue } from './documents.ts'

export const frozen = (f: DeliverableFormat) => ['docx', 'xlsx', 'pptx', 'pdf', 'ics', 'svg'].includes(f)

/** A transaction of its own in the frame's event. Errors: `record.not_found`. */
export const inItsEvent = <T>(frame: Frame, fn: (ctx: Ctx) => Promise<T>): Promise<T> =>
  transact(frame, async (ctx) => {
    if (!(await frame.services.eventExists(ctx.tx, frame.eventId!))) throw new AppError('record.not_found')
    return fn(ctx)
  })

type Asked = { key: string; lang: Lang; note: string }
type Made = { format: DeliverableFormat; file: MadeFile }

/**
 * Issues a version in three steps: read everything in one transaction, make the files without one, then take the next number and keep
 * files and row in a second. What is frozen is what was read: a change in between shows at once as drift. Whoever dies on the
 * way leaves no row, hence no gap; two at once get two numbers. `idempotently` wraps the second transaction.
 */
export async function issueDeliverable(
  frame: Frame,
  asked: Asked,
  idempotently: (ctx: Ctx, act: () => Promise<Issue>) => Promise<Issue> = (_ctx, act) => act(),
): Promise<Issue> {
  const { key, lang } = asked
  const formats = deliverableByKey.get(key)!.formats.filter(frozen)
  const read = await inItsEvent(frame, async (ctx) => {
    const { model, files } = await readDeliverable(ctx, frame.services, key, formats, lang)
    return { files, digests: model ? digestsOf(model) : {} }
  })
  const made: Made[] = []
  for (const { format, make } of read.files) made.push({ format, file: await make() })
  return inItsEvent(frame, (ctx) => idempotently(ctx, () => keep(ctx, asked, made, read.digests)))
}

async function keep(ctx: Ctx, { key, lang, note }: Asked, made: Made[], digests: Record<string, string>): Promise<Issue> {
  // The event's row is the queue for numbers: whoever holds it counts.
  await ctx.tx.selectFrom('event').select('id').where('id', '=', ctx.eventId!).forUpdate().executeTakeFirstOrThrow()
  const last = await ctx.tx
    .selectFrom('documentIssue')
    .select('number')
    .where('eventId', '=', ctx.eventId!)
    .where('deliverable', '=', key)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const id = newId()
  const number = (last?.number ?? 0) + 1
  const files: Issue['files'] = []
  for (const { format, file } of made) {
    const name = file.name.replace(/(\.\w+)$/, `_v${number}$1`)
    const kept = await saveFile(ctx, { name, bytes: file.bytes, entity: 'documentIssue', entityId: id })
    files.push({ format, fileId: kept.id, name, size: kept.size })
  }
  const row = await ctx.tx
    .insertInto('documentIssue')
    .values({
      id,
      organisationId: ctx.orgId,
      eventId: ctx.eventId!,
      deliverable: key,
      number,
      lang,
      note,
      files: json(files),
      digests: json(digests),
      issuedBy: ctx.actor.name,
      issuedAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const { name } = deliverableByKey.get(key)!
  await audit(ctx, { entity: 'documentIssue', entityId: id, action: 'issue', label: `${pick(name, 'zh-TW')} v${number}` })
  ctx.emit('deliverable.issued', { eventId: ctx.eventId, key, number })
  return toIssue(row)
}
