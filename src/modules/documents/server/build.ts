import { createHash } from 'node:crypto'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { readFileBytes } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { type Block, DocumentError, type DocModel, type Letterhead } from '../contract/model.ts'
import { narrativeToBlocks } from '../contract/narrative.ts'
import { deliverableByKey, type DeliverableFormat } from '../contract/registry.ts'
import type { BuildInput, DeliverableProvider } from './provides.ts'
import { renderDocx, renderHtml, renderPdf, renderPptx, renderXlsx } from './render/index.ts'

const utf8 = new TextEncoder()
const renderers: Partial<Record<DeliverableFormat, (m: DocModel) => Promise<Uint8Array>>> = {
  docx: renderDocx,
  xlsx: renderXlsx,
  pptx: renderPptx,
  pdf: renderPdf,
  html: async (m) => utf8.encode(await renderHtml(m)),
  web: async (m) => utf8.encode(await renderHtml(m)),
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
  const logo = o.logoFileId ? (await readFileBytes(ctx, o.logoFileId).catch(() => null))?.bytes : undefined
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

/** Reads what every builder needs, once. */
export async function inputOf(ctx: Ctx, services: Services, key: string, lang: Lang): Promise<BuildInput> {
  const [letterhead, rows] = [await letterheadOf(ctx, lang), await narrativesOf(ctx, key)]
  const bySection = new Map(rows.map((r) => [r.section, r.content]))
  return {
    lang,
    letterhead,
    today: ctx.now.slice(0, 10),
    services,
    written: (section, base = 2) =>
      bySection.has(section) ? narrativeToBlocks(bySection.get(section), { section, source: 'written', base }) : [],
  }
}

export const buildModel = async (ctx: Ctx, services: Services, key: string, lang: Lang): Promise<DocModel> =>
  providerOf(ctx, services, key).build(ctx, await inputOf(ctx, services, key, lang))

/** The deliverable as a file. Errors: `documents.format_unavailable`, `documents.total_mismatch`, `documents.cannot_render`. */
export async function renderDeliverable(
  ctx: Ctx,
  services: Services,
  key: string,
  format: DeliverableFormat,
  lang: Lang,
): Promise<MadeFile> {
  return (await readDeliverable(ctx, services, key, format, lang))()
}
export type MadeFile = { name: string; mime: string; bytes: Uint8Array }

/** Reads all that the file needs in the ctx's transaction and returns how to make it, which takes seconds and no database. */
export async function readDeliverable(
  ctx: Ctx,
  services: Services,
  key: string,
  format: DeliverableFormat,
  lang: Lang,
): Promise<() => Promise<MadeFile>> {
  const provider = providerOf(ctx, services, key)
  const spec = deliverableByKey.get(key)!
  const other = provider.others?.[format]
  const render = renderers[format]
  if (!spec.formats.includes(format) || (!other && !render))
    throw new AppError('documents.format_unavailable', { key: pick(spec.name, lang), format })
  const input = await inputOf(ctx, services, key, lang)
  const file = { name: await fileName(ctx, key, lang, format), mime: mimeOf[format] ?? 'application/octet-stream' }
  if (other) {
    const bytes = await typeset(() => other(ctx, input))
    return async () => ({ ...file, bytes })
  }
  const model = await provider.build(ctx, input)
  return async () => ({ ...file, bytes: await typeset(() => render!(model)) })
}

/** The deliverable as pages for the browser. Errors as `renderDeliverable`. */
export const previewHtml = (ctx: Ctx, services: Services, key: string, lang: Lang): Promise<string> =>
  typeset(async () => renderHtml(await buildModel(ctx, services, key, lang)))

/** What a renderer refuses is a problem to tell, not a failure of the server. */
async function typeset<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (e) {
    if (!(e instanceof DocumentError)) throw e
    if (e.code === 'documents.total_mismatch')
      throw new AppError(e.code, { table: String(e.params.table ?? e.params.caption ?? ''), ...e.params })
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
export function outlineOf(model: DocModel, sections: { key: string; content: unknown }[], changed: Set<string>) {
  const filled = new Map(sections.map((s) => [s.key, isWritten(s.content)]))
  return (model.blocks as Block[]).flatMap((b) =>
    b.type === 'heading' && b.level <= 2 && b.section
      ? [
          {
            section: b.section,
            title: b.text,
            level: b.level,
            source: b.source ?? null,
            written: b.source === 'written' ? (filled.get(b.section) ?? true) : true,
            changed: changed.has(b.section),
          },
        ]
      : [],
  )
}
