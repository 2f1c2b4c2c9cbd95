import { createHash } from 'node:crypto'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { readIfSound } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { SectionText } from '../contract/documents.ts'
import { documentErrors } from '../contract/errors.ts'
import { type Block, DocumentError, type DocModel, type Letterhead } from '../contract/model.ts'
import { narrativeToBlocks } from '../contract/narrative.ts'
import { deliverableByKey, type DeliverableFormat } from '../contract/registry.ts'
import type { BuildInput, DeliverableProvider } from './provides.ts'
import { renderFile, type RenderFormat, renderPagesFile } from './render/index.ts'

/** What our renderers make of the model; a format that is none of these is made by its provider. */
const rendered: Partial<Record<DeliverableFormat, RenderFormat>> = {
  docx: 'docx',
  xlsx: 'xlsx',
  pptx: 'pptx',
  pdf: 'pdf',
  html: 'html',
  web: 'html',
}
export const mimeOf: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  web: 'text/html; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  zip: 'application/zip',
  csv: 'text/csv; charset=utf-8',
  svg: 'image/svg+xml',
}

/** The builder of a deliverable for this caller. Errors: `documents.not_built`, `auth.forbidden`. */
export function providerOf(ctx: Ctx, services: Services, key: string): DeliverableProvider {
  const found = services.provided('deliverables').find((d) => d.key === key)
  if (!found) throw new AppError('documents.not_built', { key: deliverableByKey.get(key)?.name.zh ?? key })
  if (!ctx.can(found.action)) throw new AppError('auth.forbidden')
  return found
}

async function letterheadOf(ctx: Ctx, lang: Lang): Promise<Letterhead> {
  const o = await ctx.tx.selectFrom('organisation').selectAll().where('organisationId', '=', ctx.orgId).executeTakeFirst()
  if (!o) return { name: '' }
  const logo = o.logoFileId ? (await readIfSound(ctx, o.logoFileId))?.bytes : undefined
  return {
    name: pick({ zh: o.name, en: o.nameEn }, lang),
    ...(logo ? { logo } : {}),
    ...(/^#[0-9a-f]{6}$/i.test(o.colour) ? { accent: o.colour } : {}),
    contact: [o.address, o.phone, o.email, o.website].filter(Boolean).join('　'),
  }
}

const isWritten = (content: unknown) => narrativeToBlocks(content).length > 0
export const narrativesOf = (ctx: Ctx, key: string) =>
  ctx.tx.selectFrom('narrative').selectAll().where('eventId', '=', ctx.eventId!).where('deliverable', '=', key).execute()

const blank: SectionText = { content: null, written: false, version: 0, updatedBy: '', updatedAt: null }
/** A section's text in each language. */
export function textsOf(rows: Awaited<ReturnType<typeof narrativesOf>>) {
  const known = new Map(
    rows.map((r): [string, SectionText] => [
      `${r.section} ${r.lang}`,
      { content: r.content, written: isWritten(r.content), version: r.version, updatedBy: r.updatedBy, updatedAt: r.updatedAt },
    ]),
  )
  return (section: string): Record<Lang, SectionText> => ({
    'zh-TW': known.get(`${section} zh-TW`) ?? blank,
    en: known.get(`${section} en`) ?? blank,
  })
}
/** The language whose text prints: the paper's own, or the other one where only that is written. The app says so, the paper does not. */
export const printedLang = (texts: Record<Lang, SectionText>, lang: Lang): Lang => {
  const other = lang === 'en' ? 'zh-TW' : 'en'
  return !texts[lang].written && texts[other].written ? other : lang
}

/** Reads what every builder needs, once. */
export async function inputOf(ctx: Ctx, services: Services, key: string, lang: Lang): Promise<BuildInput> {
  const [letterhead, rows] = [await letterheadOf(ctx, lang), await narrativesOf(ctx, key)]
  const texts = textsOf(rows)
  return {
    lang,
    letterhead,
    today: ctx.now.slice(0, 10),
    services,
    written: (section, base = 2) => {
      const { content } = texts(section)[printedLang(texts(section), lang)]
      return content === null ? [] : narrativeToBlocks(content, { section, source: 'written', base })
    },
  }
}

/** The document as its builder makes it of today's records. Errors: `documents.not_built`, `auth.forbidden`, those of `told`. */
export const buildModel = (ctx: Ctx, services: Services, key: string, lang: Lang): Promise<DocModel> => {
  const provider = providerOf(ctx, services, key)
  return told(async () => provider.build(ctx, await inputOf(ctx, services, key, lang)))
}

/** Whether the deliverable comes in a format at all. */
export const comesAs = (provider: DeliverableProvider, format: DeliverableFormat): boolean =>
  deliverableByKey.get(provider.key)!.formats.includes(format) && Boolean(provider.others?.[format] ?? rendered[format])

export type MadeFile = { name: string; mime: string; bytes: Uint8Array }
export type Reading = { model: DocModel | null; files: { format: DeliverableFormat; name: string; make: () => Promise<MadeFile> }[] }

/**
 * Reads once, in the ctx's transaction, all that the files in `formats` need; `make` then takes seconds and no database, and all files
 * say the same. Errors: `documents.format_unavailable`, those of `buildModel`; of `make`: those of `told`.
 */
export async function readDeliverable(
  ctx: Ctx,
  services: Services,
  key: string,
  formats: readonly DeliverableFormat[],
  lang: Lang,
): Promise<Reading> {
  const provider = providerOf(ctx, services, key)
  const spec = deliverableByKey.get(key)!
  const bad = formats.find((f) => !comesAs(provider, f))
  if (bad) throw new AppError('documents.format_unavailable', { key: pick(spec.name, lang), format: bad })
  const model = formats.every((f) => provider.others?.[f]) ? null : await buildModel(ctx, services, key, lang)
  const files: Reading['files'] = []
  for (const format of formats) {
    const file = { name: await fileName(ctx, key, lang, format), mime: mimeOf[format] ?? 'application/octet-stream' }
    const other = provider.others?.[format]
    const bytes = other && (await told(async () => other(ctx, await inputOf(ctx, services, key, lang))))
    files.push({ format, name: file.name, make: async () => ({ ...file, bytes: bytes ?? (await renderModel(model!, rendered[format]!)) }) })
  }
  return { model, files }
}

/** The deliverable as a file, read and made in one go. Errors as `readDeliverable`. */
export const renderDeliverable = async (
  ctx: Ctx,
  services: Services,
  key: string,
  format: DeliverableFormat,
  lang: Lang,
): Promise<MadeFile> => (await readDeliverable(ctx, services, key, [format], lang)).files[0]!.make()

/** A model as a file, made in another thread. */
export const renderModel = (model: DocModel, format: RenderFormat): Promise<Uint8Array> => told(() => renderFile(model, format))
/** Pages of a module's own template (badges, certificates), made in another thread; see `PagesJob`. */
export const renderPages: typeof renderPagesFile = (job) => told(() => renderPagesFile(job))

/** What a builder or a renderer refuses is a problem to tell under its own code, not a failure of the server. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (e) {
    if (!(e instanceof DocumentError)) throw e
    if (e.code in documentErrors) throw new AppError(e.code, e.params)
    throw new AppError('documents.cannot_render', { detail: e.message })
  }
}

/** e.g. `2027亞太論壇_結案報告_20270625.docx`: what the receiver sees in their folder. */
async function fileName(ctx: Ctx, key: string, lang: Lang, format: string) {
  const e = await ctx.tx.selectFrom('event').select('name').where('id', '=', ctx.eventId!).executeTakeFirst()
  const safe = (s: string) => s.replaceAll(/[\\/:*?"<>|\s]+/g, lang === 'en' ? '-' : '').slice(0, 60)
  return `${[safe(pick(e?.name, lang)), safe(pick(deliverableByKey.get(key)!.name, lang).replace(/（.*?）$/, '')), ctx.now.slice(0, 10).replaceAll('-', '')].filter(Boolean).join('_')}.${format === 'web' ? 'html' : format}`
}

/** What a section says, as one short hash: `section` → digest over its live blocks. */
export function digestsOf(model: DocModel): Record<string, string> {
  const parts = new Map<string, ReturnType<typeof createHash>>()
  for (const b of model.blocks as Block[]) {
    if (b.type === 'columns' || !b.section || b.source !== 'live') continue
    const h = parts.get(b.section) ?? createHash('sha256')
    h.update(JSON.stringify(b, (_k, v) => (v instanceof Uint8Array ? createHash('sha256').update(v).digest('hex') : (v as unknown))))
    parts.set(b.section, h)
  }
  return Object.fromEntries([...parts].map(([k, h]) => [k, h.digest('hex').slice(0, 16)]))
}

/** Headings with their origin, for the editor's left column. */
export function outlineOf(model: DocModel, sections: { key: string; texts: Record<Lang, SectionText> }[], changed: Set<string>) {
  const printed = new Map(sections.map((s) => [s.key, printedLang(s.texts, model.lang)]))
  const filled = new Map(sections.map((s) => [s.key, s.texts[printed.get(s.key)!].written]))
  return (model.blocks as Block[]).flatMap((b) =>
    b.type === 'heading' && b.level <= 2 && b.section
      ? [
          {
            section: b.section,
            title: b.text,
            level: b.level,
            source: b.source ?? null,
            written: b.source === 'written' ? (filled.get(b.section) ?? true) : true,
            instead: b.source === 'written' && (printed.get(b.section) ?? model.lang) !== model.lang,
            changed: changed.has(b.section),
          },
        ]
      : [],
  )
}
