import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { readFileBytes, saveFile } from '../../../kernel/server/files.ts'

const columns = ['id', 'name', 'mime', 'size', 'width', 'height', 'createdByName', 'createdAt', 'entity', 'entityId'] as const

export async function listFiles(ctx: Ctx, of: { entity?: string | undefined; entityId?: string | undefined }) {
  let q = ctx.tx.selectFrom('file').select(columns).where('eventId', '=', ctx.eventId!).orderBy('createdAt', 'desc').limit(500)
  if (of.entity) q = q.where('entity', '=', of.entity)
  if (of.entityId) q = q.where('entityId', '=', of.entityId)
  // Issued versions have a list of their own.
  else q = q.where((eb) => eb.or([eb('entity', 'is', null), eb('entity', '<>', 'documentIssue')]))
  return { rows: await q.execute() }
}

export async function uploadFile(
  ctx: Ctx,
  q: { name: string; entity?: string | undefined; entityId?: string | undefined },
  bytes: Uint8Array,
) {
  const row = await saveFile(ctx, { name: q.name, bytes, entity: q.entity ?? null, entityId: q.entityId ?? null })
  await audit(ctx, { entity: 'file', entityId: row.id, action: 'create', label: row.name })
  return row
}

async function find(ctx: Ctx, id: string) {
  const row = await ctx.tx
    .selectFrom('file')
    .select(['id', 'name', 'entity'])
    .where('eventId', '=', ctx.eventId!)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return row
}
/** An event's own file; an issued document goes through its deliverable's permission instead. */
export async function getFile(ctx: Ctx, id: string) {
  if ((await find(ctx, id)).entity === 'documentIssue') throw new AppError('record.not_found')
  return readFileBytes(ctx, id)
}

export async function removeFile(ctx: Ctx, id: string) {
  const row = await find(ctx, id)
  if (row.entity === 'documentIssue') throw new AppError('record.in_use')
  await ctx.tx.deleteFrom('file').where('id', '=', id).execute()
  await audit(ctx, { entity: 'file', entityId: id, action: 'remove', label: row.name })
  return { id }
}
