import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { fileReader, saveFile } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { linkTo } from './file-links.ts'
import { demandRecord, hiddenEntities } from './records.ts'

const columns = ['id', 'name', 'mime', 'size', 'width', 'height', 'createdByName', 'createdAt', 'entity', 'entityId'] as const
type Of = { entity?: string | undefined; entityId?: string | undefined }

/** A whole record or none: half of its name means nothing. */
const recordIn = (of: Of) => {
  if (!of.entity !== !of.entityId)
    throw new AppError('request.invalid', {}, [
      { path: of.entity ? 'entityId' : 'entity', code: 'text.required', message: 'text.required' },
    ])
  return of.entity && of.entityId ? { entity: of.entity, entityId: of.entityId } : null
}

/** Files of one record, or of the whole event without what belongs to records that the caller may not see. */
export async function listFiles(ctx: Ctx, services: Services, of: Of) {
  const record = recordIn(of)
  let q = ctx.tx
    .selectFrom('file')
    .select(columns)
    .where('eventId', ctx.eventId ? '=' : 'is', ctx.eventId)
    .orderBy('createdAt', 'desc')
    .limit(500)
  if (record) {
    await demandRecord(ctx, services, record)
    q = q.where('entity', '=', record.entity).where('entityId', '=', record.entityId)
    // Issued versions have a list of their own.
  } else q = q.where((eb) => eb.or([eb('entity', 'is', null), eb('entity', 'not in', ['documentIssue', ...hiddenEntities(ctx, services)])]))
  const shown = (mime: string) => /^image\/|^application\/pdf$/.test(mime)
  return { rows: (await q.execute()).map((f) => ({ ...f, link: shown(f.mime) ? linkTo(ctx, f.id, true) : null })) }
}

export async function uploadFile(ctx: Ctx, q: { name: string } & Of, bytes: Uint8Array) {
  const row = await saveFile(ctx, { name: q.name, bytes, entity: q.entity ?? null, entityId: q.entityId ?? null })
  await audit(ctx, { entity: 'file', entityId: row.id, action: 'create', label: row.name })
  return row
}
/** Attaches an upload to the event or to a record that the caller may see. */
export async function attachFile(ctx: Ctx, services: Services, q: { name: string } & Of, bytes: Uint8Array) {
  const record = recordIn(q)
  if (record) await demandRecord(ctx, services, record)
  return uploadFile(ctx, q, bytes)
}

/** A file of the ctx's event, or outside of one of a record of the organisation; of a record only for who may see that. */
async function find(ctx: Ctx, services: Services, id: string) {
  const row = await ctx.tx
    .selectFrom('file')
    .select(['id', 'name', 'entity', 'entityId'])
    .where('eventId', ctx.eventId ? '=' : 'is', ctx.eventId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  const known = services.provided('records').some((k) => k.entity === row.entity)
  if (row.entity && row.entityId && (known || !ctx.eventId))
    await demandRecord(ctx, services, { entity: row.entity, entityId: row.entityId })
  else if (!ctx.eventId) throw new AppError('record.not_found')
  return row
}
/** Reads a file's bytes, after the transaction; an issued document goes through its deliverable's permission instead. */
export async function getFile(ctx: Ctx, services: Services, id: string) {
  if ((await find(ctx, services, id)).entity === 'documentIssue') throw new AppError('record.not_found')
  return fileReader(ctx, id)
}

export async function removeFile(ctx: Ctx, services: Services, id: string) {
  const row = await find(ctx, services, id)
  if (row.entity === 'documentIssue') throw new AppError('record.in_use')
  await ctx.tx.deleteFrom('file').where('id', '=', id).execute()
  await audit(ctx, { entity: 'file', entityId: id, action: 'remove', label: row.name })
  return { id }
}
