import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

export const approvalStates = ['open', 'approved', 'declined', 'withdrawn', 'expired'] as const
/** Hours that somebody has to confirm what was asked for. */
export const APPROVAL_HOURS = 72

const both = z.object({ zh: z.string(), en: z.string() })
/** What one person asks for and another confirms 四眼原則. `facts` are what both see; `payloadHash` binds it to what will be done. */
export const approval = z.object({
  id: id(),
  kind: z.string(),
  subject: both,
  facts: z.array(z.tuple([both, both])),
  state: z.enum(approvalStates),
  payloadHash: z.string(),
  askedBy: z.string(),
  mine: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedBy: z.string(),
  decidedAt: z.string().nullable(),
  reply: z.string(),
  can: z.object({ decide: z.boolean(), withdraw: z.boolean() }),
})
export type Approval = z.output<typeof approval>
const byId = z.object({ id: id() })

export const approvalEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/approvals',
    action: 'approvals.read',
    summary: 'What waits for a second person and what was decided, as far as it is mine or mine to decide',
    response: z.object({ rows: z.array(approval) }),
  }),
  approve: endpoint({
    method: 'POST',
    path: '/approvals/:id/approve',
    action: 'approvals.decide',
    summary: 'Confirm as the second person; it is done in the same moment, once',
    stepUp: true,
    rate: 60,
    params: byId,
    body: z.strictObject({ payloadHash: z.string().max(100) }),
    response: approval,
  }),
  decline: endpoint({
    method: 'POST',
    path: '/approvals/:id/decline',
    action: 'approvals.decide',
    summary: 'Decline as the second person',
    rate: 60,
    params: byId,
    body: z.strictObject({ reply: z.string().trim().max(500).default('') }),
    response: approval,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/approvals/:id/withdraw',
    action: 'approvals.read',
    summary: 'Take back what I asked for',
    rate: 60,
    params: byId,
    response: approval,
  }),
}
