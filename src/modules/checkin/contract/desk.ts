import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { deskItem, heads } from './desk-item.ts'
import { deskStep } from './desk-step.ts'

const planFields = {
  /** null = the confirmed places on site */
  people: z.number().int().min(0).max(1_000_000).nullable().default(null),
  windowMinutes: z.number().int().min(5).max(1440).default(60),
  /** percent of the people who come in the middle third of the window */
  peakShare: z.number().int().min(0).max(100).default(50),
  /** null = from the steps */
  seconds: z.number().int().min(1).max(3600).nullable().default(null),
  /** minutes */
  maxWait: z.number().int().min(0).max(240).default(5),
}
export const deskPlan = z.object({ ...planFields, version: z.number().int() })
export type DeskPlan = z.output<typeof deskPlan>
/** `version` 0 = there was none yet. */
export const deskPlanDraft = z.strictObject({ ...planFields, version: z.number().int().min(0) })
export const planLabels = {
  people: { zh: '預估現場人數', en: 'People expected on site' },
  windowMinutes: { zh: '報到時段（分）', en: 'Arrival window (minutes)' },
  peakShare: { zh: '尖峰占比（%）', en: 'Share at the peak (%)' },
  seconds: { zh: '每人秒數', en: 'Seconds a person' },
  maxWait: { zh: '最長等候（分）', en: 'Longest wait (minutes)' },
} as const

const item = deskItem.row.extend({
  people: z.number().int().nullable(),
  needed: z.number().int(),
  shortage: z.number().int(),
  amount: z.number().nullable(),
})
export type PreparedItem = z.output<typeof item>
const inEvent = z.object({ eventId: id() })

export const deskPrepareEndpoints = {
  read: endpoint({
    method: 'GET',
    path: '/events/:eventId/desk',
    action: 'desk.read',
    summary: 'Registration desk: items with what is needed now, steps, and the arrivals it is laid out for',
    params: inEvent,
    response: z.object({ heads, items: z.array(item), steps: z.array(deskStep.row), plan: deskPlan }),
  }),
  plan: endpoint({
    method: 'PATCH',
    path: '/events/:eventId/desk/plan',
    action: 'desk.edit',
    summary: 'Arrivals that the counters are worked out for',
    labels: planLabels,
    params: inEvent,
    body: deskPlanDraft,
    response: deskPlan,
  }),
  starter: endpoint({
    method: 'POST',
    path: '/events/:eventId/desk/starter',
    action: 'desk.edit',
    summary: 'Puts the list to begin with into an empty list',
    params: inEvent,
    body: z.strictObject({ list: z.enum(['supplies', 'kit', 'tote', 'steps']) }),
    response: z.object({ added: z.number().int() }),
  }),
}
export type DeskPreparation = z.output<typeof deskPrepareEndpoints.read.response>
