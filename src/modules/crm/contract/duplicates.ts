import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'

export const mergeKinds = ['person', 'company'] as const
export type MergeKind = (typeof mergeKinds)[number]
/** 90 and more is certain, 70 likely, 40 possible; below that two records are not shown. */
export const levels = ['certain', 'likely', 'possible'] as const
export type Level = (typeof levels)[number]

/** Why two records may be one, in the words of the list. */
export const reasons = {
  nationalId: { zh: '證號相同', en: 'Same identity number' },
  email: { zh: '電子郵件相同', en: 'Same e-mail' },
  mailbox: { zh: '同一個信箱的不同寫法', en: 'Same mailbox, written differently' },
  mobile: { zh: '手機相同', en: 'Same mobile' },
  phone: { zh: '電話相同', en: 'Same phone' },
  name: { zh: '姓名相同', en: 'Same name' },
  words: { zh: '英文姓名相同（順序或寫法不同）', en: 'Same English name in another order or spelling' },
  company: { zh: '公司相同', en: 'Same company' },
  title: { zh: '職稱相同', en: 'Same title' },
  sparse: { zh: '其中一筆沒有聯絡資料', en: 'One of them has no contact data' },
  contradiction: { zh: '但電子郵件或手機不同', en: 'But e-mail or mobile differ' },
  core: { zh: '名稱去掉公司型態後相同', en: 'Same name without the legal form' },
  website: { zh: '網站相同', en: 'Same website' },
  domain: { zh: '電子郵件網域相同', en: 'Same mail domain' },
} satisfies Record<string, Localized>
export type Reason = keyof typeof reasons
const reason = z.enum(Object.keys(reasons) as [Reason, ...Reason[]])

/** One of the two, personal data masked. */
export const side = z.object({
  id: id(),
  version: z.number().int(),
  name: z.string(),
  nameEn: z.string(),
  detail: z.string(),
  email: z.string(),
  phone: z.string(),
  taxId: z.string(),
  /** How much hangs on it: roles of a person, people of a company. */
  links: z.number().int(),
  updatedAt: z.string(),
})
export type Side = z.output<typeof side>
export const pair = z.object({ score: z.number().int(), level: z.enum(levels), reasons: z.array(reason), a: side, b: side })
export type Pair = z.output<typeof pair>

const kind = z.enum(mergeKinds)
const two = z.object({ kind, survivorId: id(), loserId: id() })
/** `both` only where a field holds several values. */
export const choice = z.enum(['survivor', 'loser', 'both'])
export type Choice = z.output<typeof choice>
const named = z.object({ zh: z.string(), en: z.string() })

export const mergePreview = z.object({
  survivor: side,
  loser: side,
  fields: z.array(
    z.object({ field: z.string(), label: named, survivor: z.string(), loser: z.string(), several: z.boolean(), suggested: choice }),
  ),
  /** What would point to the survivor instead, by kind of record. */
  moved: z.array(z.object({ table: z.string(), label: named, count: z.number().int() })),
  /** Marketing consent as it would be: the stricter of the two. */
  consent: z.boolean().nullable(),
})
export type MergePreview = z.output<typeof mergePreview>

export const mergeRow = z.object({
  id: id(),
  kind,
  survivorId: id(),
  survivorName: z.string(),
  loserId: id(),
  loserName: z.string(),
  moved: z.number().int(),
  byName: z.string(),
  at: z.string(),
  undoneAt: z.string().nullable(),
  undoneBy: z.string().nullable(),
})
export type MergeRow = z.output<typeof mergeRow>
export const undoPreview = mergeRow.extend({
  /** Fields of the survivor that go back to what they were. */
  back: z.array(named),
  /** Fields that were changed since, and stay as they are. */
  kept: z.array(named),
  /** How many references go back; those that were moved or deleted since stay. */
  returning: z.number().int(),
  /** A later merge that has to be undone first. */
  blockedBy: z.object({ id: id(), name: z.string() }).nullable(),
})
export type UndoPreview = z.output<typeof undoPreview>

const byId = z.object({ id: id() })
export const duplicateEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/crm/duplicates',
    action: 'crm.merge',
    summary: 'Pairs of records that may be one, the surest first, personal data masked',
    query: z.object({
      kind: kind.default('person'),
      level: z.enum(levels).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    response: z.object({ rows: z.array(pair), counts: z.record(z.enum(levels), z.number().int()), total: z.number().int() }),
  }),
  tellApart: endpoint({
    method: 'POST',
    path: '/crm/duplicates/distinct',
    action: 'crm.merge',
    summary: 'Two records are not one; asked again only when their data changes. `undo` takes that back',
    body: z.strictObject({ kind, a: id(), b: id(), undo: z.boolean().default(false) }),
    response: z.object({ distinct: z.boolean() }),
  }),
  preview: endpoint({
    method: 'GET',
    path: '/crm/merges/preview',
    action: 'crm.merge',
    summary: 'What a merge would do',
    query: two,
    response: mergePreview,
  }),
  merge: endpoint({
    method: 'POST',
    path: '/crm/merges',
    action: 'crm.merge',
    summary: 'Merge two records; all that points to the second points to the first afterwards',
    body: two
      .extend({
        survivorVersion: z.number().int().min(1),
        loserVersion: z.number().int().min(1),
        fields: z.record(z.string().max(40), choice).default({}),
      })
      .strict(),
    response: mergeRow,
  }),
  merges: endpoint({
    method: 'GET',
    path: '/crm/merges',
    action: 'crm.merge',
    summary: 'Merges, newest first',
    query: z.object({ after: id().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ rows: z.array(mergeRow), next: id().nullable() }),
  }),
  undoPreview: endpoint({
    method: 'GET',
    path: '/crm/merges/:id',
    action: 'crm.merge',
    summary: 'What undoing a merge would do',
    params: byId,
    response: undoPreview,
  }),
  undo: endpoint({
    method: 'POST',
    path: '/crm/merges/:id/undo',
    action: 'crm.merge',
    summary: 'Part two merged records again; later changes of the survivor stay with it',
    params: byId,
    body: z.strictObject({}),
    response: mergeRow,
  }),
}
