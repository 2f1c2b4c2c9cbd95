import { createHash } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'
import { sql } from 'kysely'
import sharp from 'sharp'
import { newId } from '../contract/ids.ts'
import type { Ctx } from './ctx.ts'
import { AppError, normalise } from './errors.ts'
import { type FileStore, keyOf } from './file-store.ts'
import type { RawAnswer } from './mount.ts'

/** What may be kept, by sniffed type; anything else is refused. Plain text kinds have no magic bytes and go by name. */
const images = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'])
const documents = new Set([
  'application/pdf',
  'application/zip',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
])
const texts: Record<string, string> = {
  txt: 'text/plain',
  csv: 'text/csv',
  md: 'text/plain',
  json: 'application/json',
  ics: 'text/calendar',
  xml: 'application/xml',
}
export const MAX_FILE_BYTES = 25 * 1024 * 1024
const MAX_PIXELS = 60_000_000

/** Why a file is not to be kept, in words, or ''. Sees what is kept as it came; pictures are made anew. */
export type Inspect = (file: { mime: string; bytes: Uint8Array }) => Promise<string>
let store: FileStore
let inspect: Inspect = async () => 'not inspected'
/** Sets where files lie and who looks into them; once, at start. */
export function setFileStore(to: FileStore, look: Inspect = inspect) {
  store = to
  inspect = look
}
export const storeKind = () => store.kind
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** Held shared by whoever stores a file until its row is there, and alone by whoever removes files that no row names. */
export const storingLock = (organisationId: string) => sql`hashtextextended(${`bantoh.files ${organisationId}`}, 0)`

/** Talks to the store; what it says is for the log, what people hear is `file.storage_unavailable` (or `server.disk_full`). */
async function reach<T>(log: Ctx['log'], fn: () => Promise<T>): Promise<T> {
  try {
    return await fn()
  } catch (err) {
    if (normalise(err).code === 'server.disk_full') throw err
    log.error({ err }, 'file storage failed')
    throw new AppError('file.storage_unavailable')
  }
}

async function sniff(name: string, bytes: Uint8Array): Promise<{ mime: string; bytes: Uint8Array; width?: number; height?: number }> {
  const refuse = (reason: string) => new AppError('file.refused', { reason })
  if (bytes.length === 0) throw refuse('空檔案 / empty')
  if (bytes.length > MAX_FILE_BYTES) throw new AppError('request.too_large', { limit: '25 MB' })
  const kept = async (mime: string) => {
    const flaw = await inspect({ mime, bytes })
    if (flaw) throw refuse(flaw)
    return { mime, bytes }
  }
  const found = await fileTypeFromBuffer(bytes)
  const ext = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (found && images.has(found.mime)) {
    try {
      // Decoding and encoding anew drops metadata (places, cameras) and whatever else hides in the file.
      const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).rotate()
      const out =
        found.mime === 'image/jpeg'
          ? image.jpeg({ quality: 88 })
          : found.mime === 'image/webp' || found.mime === 'image/avif'
            ? image.webp({ quality: 88 })
            : image.png()
      const { data, info } = await out.toBuffer({ resolveWithObject: true })
      return { mime: `image/${info.format}`, bytes: data, width: info.width, height: info.height }
    } catch {
      throw refuse('圖檔讀不出來 / unreadable image')
    }
  }
  if (found && documents.has(found.mime)) {
    return kept(found.mime)
  }
  if (!found && texts[ext] && !bytes.subarray(0, 8000).includes(0)) return kept(texts[ext])
  if (found?.mime === 'application/x-cfb')
    throw refuse('舊格式或有密碼的 Office 檔，請另存為新格式且不設密碼 / an old or password-protected Office file')
  throw refuse(found?.mime ?? (ext || '?'))
}

/** Checks, re-encodes where it is an image, stores and records an upload. Errors: `file.refused`, `request.too_large`, `file.storage_unavailable`. */
export async function saveFile(ctx: Ctx, input: { name: string; bytes: Uint8Array; entity?: string | null; entityId?: string | null }) {
  const clean =
    input.name
      .normalize('NFC')
      .replaceAll(/[\u0000-\u001f\u007f/\\]/g, '')
      .slice(0, 200) || 'file'
  const { mime, bytes, width, height } = await sniff(clean, input.bytes)
  const sha256 = sha256Of(bytes)
  const key = keyOf(ctx.orgId, sha256)
  await sql`select pg_advisory_xact_lock_shared(${storingLock(ctx.orgId)})`.execute(ctx.tx)
  await reach(ctx.log, async () => (await store.has(key)) || store.put(key, bytes))
  return ctx.tx
    .insertInto('file')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      eventId: ctx.eventId,
      entity: input.entity ?? null,
      entityId: input.entityId ?? null,
      name: clean,
      mime,
      size: bytes.length,
      sha256,
      width: width ?? null,
      height: height ?? null,
      createdBy: ctx.actor.id,
      createdByName: ctx.actor.name,
      createdAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export type FileBytes = { name: string; mime: string; bytes: Uint8Array }
/**
 * Finds a file of the organisation; the function that comes back reads it, also after the transaction, so that a slow store
 * holds no connection. Errors: `record.not_found`; on reading `file.storage_unavailable`, `file.damaged`.
 */
export async function fileReader(ctx: Ctx, id: string): Promise<() => Promise<FileBytes>> {
  const row = await ctx.tx.selectFrom('file').select(['name', 'mime', 'sha256']).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return async () => {
    const bytes = await reach(ctx.log, () => store.get(keyOf(ctx.orgId, row.sha256)))
    if (!bytes || sha256Of(bytes) !== row.sha256) throw new AppError('file.damaged')
    return { name: row.name, mime: row.mime, bytes }
  }
}
export const readFileBytes = async (ctx: Ctx, id: string): Promise<FileBytes> => (await fileReader(ctx, id))()
/** The bytes, or `null` where the file is gone or damaged; a store that is out of reach still throws. */
export const readIfSound = (ctx: Ctx, id: string): Promise<FileBytes | null> =>
  readFileBytes(ctx, id).catch((e: AppError) => {
    if (e.code === 'record.not_found' || e.code === 'file.damaged') return null
    throw e
  })

/** A download that no browser runs as a page of ours: images may show inline, everything else is saved. */
export function download(file: { name: string; mime: string; bytes: Uint8Array }, { inline = false } = {}): RawAnswer {
  const show = inline && (images.has(file.mime) || file.mime === 'application/pdf')
  const fallback = file.name.replaceAll(/[^\w.-]/g, '_')
  return {
    headers: {
      'content-type': file.mime,
      'content-disposition': `${show ? 'inline' : 'attachment'}; filename="${fallback}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=0, must-revalidate',
    },
    body: file.bytes,
  }
}
