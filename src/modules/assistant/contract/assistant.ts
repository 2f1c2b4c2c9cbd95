import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

const localized = z.object({ zh: z.string(), en: z.string() })

export const TOKEN_DAYS = 366
export const MAX_TOKENS = 20
export const MAX_OPEN = 200
export const PROPOSAL_DAYS = 7

/** A person's own assistant: a token for one organisation, which can never do more than the person. */
export const tokenRow = z.object({
  id: id(),
  name: z.string(),
  prefix: z.string(),
  mayPropose: z.boolean(),
  /** What the program calls itself, e.g. "claude-ai 1.0"; whatever it says. */
  client: z.string(),
  /** Whose it is; owners see everybody's. */
  person: z.string(),
  mine: z.boolean(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedFrom: z.string().nullable(),
  createdAt: z.string(),
})
export type AssistantToken = z.output<typeof tokenRow>
export const tokenDraft = z.strictObject({
  name: z.string().trim().min(1, 'text.required').max(60),
  mayPropose: z.boolean().default(false),
  /** Good up to and with this day in Taiwan. */
  expiresOn: z.iso.date(),
})

/** `open` past its end reads `expired`; `stale`: the record was changed in between; `failed`: refused when it was carried out. */
export const proposalStates = ['open', 'confirming', 'confirmed', 'rejected', 'stale', 'failed', 'expired'] as const
export type ProposalState = (typeof proposalStates)[number]
export const proposalChange = z.object({ field: z.string(), label: localized.nullable(), from: z.unknown(), to: z.unknown() })
export const proposalRow = z.object({
  id: id(),
  assistant: z.string(),
  method: z.enum(['POST', 'PATCH', 'PUT', 'DELETE']),
  /** The endpoint, e.g. `/events/:eventId/sessions/:id`, and what it does. */
  path: z.string(),
  summary: z.string(),
  title: z.string(),
  reason: z.string(),
  eventId: id().nullable(),
  eventName: localized.nullable(),
  changes: z.array(proposalChange),
  state: z.enum(proposalStates),
  /** Why it could not be carried out, in the reader's language. */
  fault: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedAt: z.string().nullable(),
})
export type Proposal = z.output<typeof proposalRow>

const ids = z.strictObject({ ids: z.array(id()).min(1).max(50) })
const outcomes = z.object({ rows: z.array(z.object({ id: id(), state: z.enum(proposalStates), fault: z.string().nullable() })) })

export const assistantEndpoints = {
  tokens: endpoint({
    method: 'GET',
    path: '/assistant/tokens',
    action: 'assistant.use',
    summary: 'My assistants; owners see everybody’s',
    response: z.object({ rows: z.array(tokenRow), address: z.string() }),
  }),
  createToken: endpoint({
    method: 'POST',
    path: '/assistant/tokens',
    action: 'assistant.use',
    summary: 'Connect an assistant of mine; the answer is the only place where its token is shown',
    stepUp: true,
    rate: 20,
    body: tokenDraft,
    response: tokenRow.extend({ token: z.string() }),
  }),
  revokeToken: endpoint({
    method: 'DELETE',
    path: '/assistant/tokens/:id',
    action: 'assistant.use',
    summary: 'Disconnect an assistant at once',
    params: z.object({ id: id() }),
    response: z.object({ id: id() }),
  }),
  proposals: endpoint({
    method: 'GET',
    path: '/assistant/proposals',
    action: 'assistant.use',
    summary: 'What my assistants propose, newest first',
    query: z.object({ open: z.stringbool().default(false), limit: z.coerce.number().int().min(1).max(200).default(100) }),
    response: z.object({ rows: z.array(proposalRow), open: z.number().int() }),
  }),
  confirm: endpoint({
    method: 'POST',
    path: '/assistant/proposals/confirm',
    action: 'assistant.use',
    summary: 'Carry out proposals as myself, each once',
    rate: 120,
    body: ids,
    response: outcomes,
  }),
  reject: endpoint({
    method: 'POST',
    path: '/assistant/proposals/reject',
    action: 'assistant.use',
    summary: 'Turn proposals down',
    body: ids,
    response: outcomes,
  }),
}
