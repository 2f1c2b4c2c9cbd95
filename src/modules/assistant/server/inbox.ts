import { pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type Frame, type Services, transact } from '../../../kernel/server/mount.ts'
import type { Proposal, ProposalState } from '../contract/assistant.ts'
import { baseOf } from './catalogue.ts'
import { fingerprint } from './difference.ts'
import { ask, asReader } from './inner.ts'

const read = (ctx: Ctx, o: { open: boolean; limit: number }) =>
  ctx.tx
    .selectFrom('assistantProposal as p')
    .leftJoin('event as e', (j) => j.onRef('e.organisationId', '=', 'p.organisationId').onRef('e.id', '=', 'p.eventId'))
    .select([
      ...(['p.id', 'p.assistant', 'p.method', 'p.path', 'p.params', 'p.title', 'p.reason', 'p.eventId', 'p.changes', 'p.base'] as const),
      ...(['p.state', 'p.fault', 'p.createdAt', 'p.expiresAt', 'p.decidedAt', 'e.name as eventName'] as const),
    ])
    .where('p.organisationId', '=', ctx.orgId)
    .where('p.userId', '=', ctx.actor.id)
    .$if(o.open, (q) => q.where('p.state', 'in', ['open', 'confirming']).where('p.expiresAt', '>', ctx.now))
    .orderBy('p.createdAt', 'desc')
    .orderBy('p.id', 'desc')
    .limit(o.limit)
    .execute()

/** A person's proposals. Open ones are compared with their records as they stand now: `stale` where those were changed in between. */
export async function listProposals(services: Services, frame: Frame, o: { open: boolean; limit: number }, address: string) {
  const rows = await transact(frame, (ctx) => read(ctx, o))
  const now = new Date().toISOString()
  const summaries = new Map(services.mounted.map((e) => [`${e.method} ${e.path}`, e]))
  const out: Proposal[] = []
  for (const { params, base, fault, ...p } of rows) {
    const e = summaries.get(`${p.method} ${p.path}`)
    let state = p.state as ProposalState
    if (state === 'open' && p.expiresAt <= now) state = 'expired'
    const from = state === 'open' && base !== null && e ? baseOf(services, e) : undefined
    if (from) {
      const record = await ask(services, { actor: asReader(frame.actor), lang: frame.lang, address }, from, { params })
      if (!record.ok || fingerprint(record.body) !== base) state = 'stale'
    }
    out.push({
      ...(p as Omit<Proposal, 'state' | 'fault' | 'summary'>),
      state,
      summary: e?.summary ?? '',
      fault: fault ? pick(fault, frame.lang) : null,
    })
  }
  return { rows: out, open: out.filter((p) => p.state === 'open').length }
}
