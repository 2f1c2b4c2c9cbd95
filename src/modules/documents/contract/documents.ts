import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { langs } from '../../../kernel/contract/localized.ts'
import { can } from '../../../kernel/contract/page.ts'
import { deliverableByKey, deliverableFormats, type DeliverableKey, eventPhases } from './registry.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const key = z.string().refine((k) => deliverableByKey.has(k), { message: 'documents.unknown_deliverable' }) as unknown as z.ZodType<
  DeliverableKey,
  string
>
const byEvent = z.object({ eventId: id() })
const byKey = z.object({ eventId: id(), key })
const bySection = byKey.extend({ section: z.string().max(60) })
const lang = z.enum(langs).default('zh-TW')

/** `unbuilt` = the product cannot make it yet; `live` = made from today's data at any moment; `issued` = a version was frozen. */
export const deliverableStates = ['unbuilt', 'live', 'issued'] as const

export const issue = z.object({
  id: id(),
  number: z.number().int(),
  lang: z.enum(langs),
  note: z.string(),
  issuedBy: z.string(),
  issuedAt: z.string(),
  files: z.array(z.object({ format: z.string(), fileId: id(), name: z.string(), size: z.number().int() })),
})
export type Issue = z.output<typeof issue>

export const deliverableRow = z.object({
  key: z.string(),
  module: z.string(),
  phase: z.enum(eventPhases),
  name: text,
  formats: z.array(z.enum(deliverableFormats)),
  outputs: z.array(z.object({ standard: z.string(), task: z.string(), code: z.string(), title: z.string() })),
  state: z.enum(deliverableStates),
  /** The caller may not open it (e.g. it holds personal data). */
  closed: z.boolean(),
  lastIssue: issue.pick({ number: true, issuedBy: true, issuedAt: true }).nullable(),
})
export type DeliverableRow = z.output<typeof deliverableRow>

export const outlineItem = z.object({
  section: z.string(),
  title: z.string(),
  level: z.number().int(),
  source: z.enum(['live', 'written']).nullable(),
  written: z.boolean(),
  /** Prints the other language's text, because this one has none. */
  instead: z.boolean(),
  changed: z.boolean(),
})
/** A written section in one language; `version` 0 = nobody saved it yet. */
export const sectionText = z.object({
  content: z.unknown().nullable(),
  /** Holds any words. */
  written: z.boolean(),
  version: z.number().int(),
  updatedBy: z.string(),
  updatedAt: z.string().nullable(),
})
export type SectionText = z.output<typeof sectionText>
export const deliverableDetail = deliverableRow.extend({
  outline: z.array(outlineItem),
  sections: z.array(
    z.object({
      key: z.string(),
      title: text,
      guide: text,
      texts: z.object({ 'zh-TW': sectionText, en: sectionText }),
    }),
  ),
  issues: z.array(issue),
  /** Sections whose live figures differ from the last issue. */
  drift: z.array(z.string()),
  can,
})
export type DeliverableDetail = z.output<typeof deliverableDetail>

/** A rich text as the editor keeps it (ProseMirror JSON). */
export const richText = z
  .looseObject({ type: z.literal('doc') })
  .refine((d) => JSON.stringify(d).length <= 200_000, { message: 'documents.section_too_long' })

export const documentEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/events/:eventId/deliverables',
    action: 'documents.read',
    summary: 'All deliverables of the five standards, with their state in this event',
    params: byEvent,
    response: z.object({ rows: z.array(deliverableRow) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/events/:eventId/deliverables/:key',
    action: 'documents.read',
    summary: 'One deliverable: outline, written sections, issued versions, drift',
    params: byKey,
    query: z.object({ lang }),
    response: deliverableDetail,
  }),
  preview: endpoint({
    method: 'GET',
    path: '/events/:eventId/deliverables/:key/preview',
    action: 'documents.read',
    summary: 'The deliverable as pages for the browser',
    params: byKey,
    query: z.object({ lang }),
    response: z.object({ html: z.string() }),
  }),
  file: endpoint({
    method: 'GET',
    path: '/events/:eventId/deliverables/:key/file',
    action: 'documents.read',
    summary: 'The deliverable as a file, from live data',
    params: byKey,
    query: z.object({ format: z.enum(deliverableFormats), lang, inline: z.stringbool().default(false) }),
    response: z.unknown(),
    raw: true as const,
    rate: 120,
  }),
  batch: endpoint({
    method: 'GET',
    path: '/events/:eventId/deliverables-zip',
    action: 'documents.read',
    summary: 'Several deliverables in one ZIP',
    params: byEvent,
    query: z.object({ keys: z.string().max(4000), lang }),
    response: z.unknown(),
    raw: true as const,
    rate: 20,
  }),
  saveSection: endpoint({
    method: 'PUT',
    path: '/events/:eventId/deliverables/:key/sections/:section',
    action: 'documents.write',
    summary: 'Save a written section in one language; `aside` puts the words into its history and leaves the section as it is',
    params: bySection,
    body: z.strictObject({ content: richText, version: z.number().int().min(0), lang, aside: z.boolean().default(false) }),
    response: z.object({ version: z.number().int(), updatedAt: z.string(), updatedBy: z.string() }),
  }),
  history: endpoint({
    method: 'GET',
    path: '/events/:eventId/deliverables/:key/sections/:section/history',
    action: 'documents.read',
    summary: 'Earlier states of a written section in one language',
    params: bySection,
    query: z.object({ lang }),
    response: z.object({ rows: z.array(z.object({ id: id(), content: z.unknown(), writtenBy: z.string(), writtenAt: z.string() })) }),
  }),
  issue: endpoint({
    method: 'POST',
    path: '/events/:eventId/deliverables/:key/issues',
    action: 'documents.issue',
    summary: 'Issue: freeze a numbered version in all its formats',
    params: byKey,
    body: z.strictObject({ lang, note: z.string().max(500).default('') }),
    response: issue,
    rate: 30,
  }),
  issuedFile: endpoint({
    method: 'GET',
    path: '/events/:eventId/issues/:id/file',
    action: 'documents.read',
    summary: 'A file of an issued version, unchanged since',
    params: z.object({ eventId: id(), id: id() }),
    query: z.object({ format: z.string().max(10) }),
    response: z.unknown(),
    raw: true as const,
  }),
}
