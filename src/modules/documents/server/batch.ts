import { setImmediate } from 'node:timers/promises'
import { Zip, ZipPassThrough } from 'fflate'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { deliverableByKey } from '../contract/registry.ts'
import { comesAs, providerOf, type Reading, readDeliverable } from './build.ts'
import { frozen } from './issue.ts'

type Left = { key: string; format: string; code: string }

/**
 * Reads several deliverables in the ctx's transaction; the answer makes their files, in all kept formats, as one ZIP. What can't be
 * made is named in a text file inside. Errors: `documents.unknown_deliverable`.
 */
export async function readBatch(ctx: Ctx, services: Services, keys: string[], lang: Lang): Promise<() => Promise<Uint8Array>> {
  const read: { key: string; files: Reading['files'] }[] = []
  const left: Left[] = []
  for (const key of new Set(keys)) {
    const spec = deliverableByKey.get(key)
    if (!spec) throw new AppError('documents.unknown_deliverable', { key })
    const formats = spec.formats.filter(frozen)
    try {
      const provider = providerOf(ctx, services, key)
      const made = formats.filter((f) => comesAs(provider, f))
      read.push({ key, files: (await readDeliverable(ctx, services, key, made, lang)).files })
      left.push(...formats.filter((f) => !made.includes(f)).map((format) => ({ key, format, code: 'documents.format_unavailable' })))
    } catch (e) {
      if (!(e instanceof AppError)) throw e
      left.push(...formats.map((format) => ({ key, format, code: e.code })))
    }
  }
  return () => pack(read, left, lang)
}

async function pack(read: { key: string; files: Reading['files'] }[], left: Left[], lang: Lang): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const zip = new Zip((error, part) => {
    if (error) throw error
    parts.push(part)
  })
  const names = new Set<string>()
  const add = (name: string, bytes: Uint8Array) => {
    // What office files hold is compressed already.
    const entry = new ZipPassThrough(name)
    zip.add(entry)
    entry.push(bytes, true)
    names.add(name)
  }
  for (const { key, files } of read)
    for (const { format, make } of files) {
      try {
        const made = await make()
        add(names.has(made.name) ? `${key}-${made.name}` : made.name, made.bytes)
      } catch (e) {
        if (!(e instanceof AppError)) throw e
        left.push({ key, format, code: e.code })
      }
      // Others get their turn between two large files.
      await setImmediate()
    }
  if (left.length) {
    const lines = left.map((l) => `${pick(deliverableByKey.get(l.key)!.name, lang)} (${l.format}): ${l.code}`)
    add(lang === 'en' ? 'not-included.txt' : '未收錄.txt', new TextEncoder().encode(`\uFEFF${lines.join('\r\n')}`))
  }
  zip.end()
  return new Uint8Array(Buffer.concat(parts))
}
