import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { download, fileReader, saveFile } from '../../../kernel/server/files.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import type { z } from 'zod'
import { type Organisation, organisationLabels, type organisationPatch } from '../contract/organisation.ts'

const columns = [
  'organisationId',
  'name',
  'nameEn',
  'taxId',
  'address',
  'phone',
  'email',
  'website',
  'colour',
  'logoFileId',
  'version',
] as const

export async function readOrganisation(ctx: Ctx): Promise<Organisation> {
  const { organisationId, ...row } = await ctx.tx.selectFrom('organisation').select(columns).executeTakeFirstOrThrow()
  return { ...row, id: organisationId, can: { update: ctx.can('organisation.edit') } }
}

async function change(ctx: Ctx, values: Partial<Organisation>, version?: number): Promise<Organisation> {
  const before = await ctx.tx.selectFrom('organisation').select(columns).forUpdate().executeTakeFirstOrThrow()
  if (version !== undefined && before.version !== version) throw new AppError('record.conflict')
  const after = await ctx.tx
    .updateTable('organisation')
    .set({ ...(values as object), version: before.version + 1, updatedAt: ctx.now })
    .where('organisationId', '=', ctx.orgId)
    .returning(columns)
    .executeTakeFirstOrThrow()
  await audit(ctx, {
    entity: 'organisation',
    entityId: ctx.orgId,
    action: 'update',
    label: after.name,
    changes: diff(organisationLabels, before, after),
    eventId: null,
  })
  return readOrganisation(ctx)
}

/** Errors: `record.conflict`. */
export const updateOrganisation = (ctx: Ctx, { version, ...values }: z.output<typeof organisationPatch>) =>
  change(ctx, values as Partial<Organisation>, version)

/** Keeps the image, re-encoded, and names it as the logo. Errors: `identity.image_wanted`, `file.refused`, `request.too_large`. */
export async function putLogo(ctx: Ctx, name: string, bytes: Uint8Array): Promise<Organisation> {
  const file = await saveFile(ctx, { name, bytes, entity: 'organisation', entityId: ctx.orgId })
  if (!['image/png', 'image/jpeg', 'image/webp'].includes(file.mime)) throw new AppError('identity.image_wanted')
  return change(ctx, { logoFileId: file.id })
}
export const removeLogo = (ctx: Ctx) => change(ctx, { logoFileId: null })

/** Errors: `record.not_found` where there is none. */
export async function logo(ctx: Ctx): Promise<() => Promise<RawAnswer>> {
  const { logoFileId } = await readOrganisation(ctx)
  if (!logoFileId) throw new AppError('record.not_found')
  const read = await fileReader(ctx, logoFileId)
  return async () => download(await read(), { inline: true })
}
