import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { newId } from '../contract/ids.ts'
import { archiveFlaw } from './archive.ts'
import type { Ctx } from './ctx.ts'
import { AppError } from './errors.ts'
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

let root = ''
/** Sets where files lie (the data folder); once, at start. */
export const setFileRoot = (dir: string) => void (root = join(dir, 'files'))

/** A path by content, so that equal files lie once per organisation and a name never reaches the disk. */
const place = (organisationId: string, sha256: string) => join(root, organisationId, sha256.slice(0, 2), sha256)

async function write(path: string, bytes: Uint8Array) {
  if (await stat(path).catch(() => null)) return
  await mkdir(join(path, '..'), { recursive: true })
  const temporary = `${path}.${newId()}`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } catch (e) {
    // A half that stays would keep a full disk full.
    await rm(temporary, { force: true })
    throw e
  } finally {
    await handle.close()
  }
  await rename(temporary, path)
}

async function sniff(name: string, bytes: Uint8Array): Promise<{ mime: string; bytes: Uint8Array; width?: number; height?: number }> {
  const refuse = (reason: string) => new AppError('file.refused', { reason })
  if (bytes.length === 0) throw refuse('空檔案 / empty')
  if (bytes.length > MAX_FILE_BYTES) throw new AppError('request.too_large', { limit: '25 MB' })
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
    const flaw = /zip|openxml/.test(found.mime)
      ? archiveFlaw(bytes)
      : found.mime === 'application/pdf' && String.fromCharCode(...bytes.subarray(0, 5)) !== '%PDF-'
        ? '不是單純的 PDF / not a plain PDF'
        : ''
    if (flaw) throw refuse(flaw)
    return { mime: found.mime, bytes }
  }
  if (!found && texts[ext] && !bytes.subarray(0, 8000).includes(0)) return { mime: texts[ext], bytes }
  throw refuse(found?.mime ?? (ext || '?'))
}

/** Checks, re-encodes where it is an image, stores and records an upload. Errors: `file.refused`, `request.too_large`. */
export async function saveFile(ctx: Ctx, input: { name: string; bytes: Uint8Array; entity?: string | null; entityId?: string | null }) {
  const clean =
    input.name
      .normalize('NFC')
      .replaceAll(/[\u0000-\u001f\u007f/\\]/g, '')
      .slice(0, 200) || 'file'
  const { mime, bytes, width, height } = await sniff(clean, input.bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await write(place(ctx.orgId, sha256), bytes)
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

export async function readFileBytes(ctx: Ctx, id: string): Promise<{ name: string; mime: string; bytes: Uint8Array }> {
  const row = await ctx.tx.selectFrom('file').select(['name', 'mime', 'sha256']).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return { ...row, bytes: await readFile(place(ctx.orgId, row.sha256)) }
}

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
