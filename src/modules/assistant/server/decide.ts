import { sql } from 'kysely'
import { knownErrors, AppError } from '../../../kernel/server/errors.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { type Frame, type Services, transact } from '../../../kernel/server/mount.ts'
import type { ProposalState } from '../contract/assistant.ts'
import { baseOf, changeKind, nameOf } from './catalogue.ts'
import { fingerprint } from './difference.ts'
import { type Answer, ask, asReader } from './inner.ts'

/** Longer than a request may take; who dies in between leaves a proposal that can be confirmed again, to the same effect. */
const LEASE_SECONDS = 90
type Fault = { zh: string; en: string }
export type Outcome = { id: string; state: ProposalState; fault: Fault | null }
type Claimed = {
  id: string
  assistant: string
  eventId: string | null
  method: string
  path: string
  params: Record<string, string>
  body: unknown
  title: string
  base: string | null
}

const take = (ctx: Ctx, id: string) =>
  sql<Claimed>`update assistant_proposal set state = 'confirming', lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where organisation_id = ${ctx.orgId} and id = ${id} and user_id = ${ctx.actor.id}
      and ((state = 'open' and expires_at > now()) or (state = 'confirming' and lease_until < now()))
    returning id, assistant, event_id, method, path, params, body, title, base`
    .execute(ctx.tx)
    .then((r) => r.rows[0])

/** What a refusal says, with the fields that it is about. */
function told(a: Answer & { ok: false }): Fault {
  const words = knownErrors().get(a.problem?.code ?? '')
  const fields = (a.problem?.fields ?? []).map((f) => `${f.path}: ${f.message}`).join('; ')
  const text = (lang: 'zh' | 'en') =>
    [words && !words[lang].includes('{') ? words[lang] : (a.problem?.title ?? ''), fields].filter(Boolean).join(' ')
  return { zh: text('zh'), en: text('en') }
}

/** Carries out one proposal as the person who confirms it. */
async function carryOut(
  services: Services,
  frame: Frame,
  p: Claimed,
  address: string,
): Promise<{ state: ProposalState; fault: Fault | null }> {
  const stale = { state: 'stale' as const, fault: null }
  const { via: _, ...person } = frame.actor
  const call = { lang: frame.lang, address }
  try {
    const e = changeKind(services, nameOf({ method: p.method, path: p.path } as never))
    const from = p.base === null ? undefined : baseOf(services, e)
    if (from) {
      const now = await ask(services, { ...call, actor: asReader(person) }, from, { params: p.params })
      if (!now.ok || fingerprint(now.body) !== p.base) return stale
    }
    const via = `助理 ${p.assistant} 提案，本人確認`
    const done = await ask(services, { ...call, actor: { ...person, via }, idempotencyKey: `proposal/${p.id}` }, e, {
      params: p.params,
      body: p.body,
    })
    if (done.ok) return { state: 'confirmed', fault: null }
    if (done.problem?.code === 'record.conflict') return stale
    // Nobody knows whether it arrived, or it may work in a moment: the person may confirm again.
    if (done.status >= 500 || done.status === 429) return { state: 'open', fault: told(done) }
    return { state: 'failed', fault: told(done) }
  } catch (e) {
    if (!(e instanceof AppError)) throw e
    return { state: 'failed', fault: knownErrors().get(e.code) ?? null }
  }
}

const settle = (frame: Frame, p: Claimed, o: { state: ProposalState; fault: Fault | null }, action: string) =>
  transact({ ...frame, eventId: p.eventId }, async (ctx) => {
    await sql`update assistant_proposal set state = ${o.state}, lease_until = null, fault = ${o.fault && json({ zh: o.fault.zh, en: o.fault.en })},
        decided_at = ${o.state === 'open' ? null : ctx.now}
      where organisation_id = ${ctx.orgId} and id = ${p.id}`.execute(ctx.tx)
    await audit(ctx, { entity: 'assistantProposal', entityId: p.id, action, label: p.title })
  })

/** Confirms proposals one after the other, each at most once. Errors: `assistant.proposal_over` where a single one is decided already. */
export async function confirmProposals(services: Services, frame: Frame, ids: string[], address: string): Promise<Outcome[]> {
  const out: Outcome[] = []
  for (const id of new Set(ids)) {
    const p = await transact(frame, (ctx) => take(ctx, id))
    if (!p) continue
    const o = await carryOut(services, frame, p, address)
    await settle(frame, p, o, o.state === 'confirmed' ? 'confirm' : o.state)
    out.push({ id, ...o })
  }
  if (out.length === 0) throw new AppError('assistant.proposal_over')
  return out
}

export async function rejectProposals(frame: Frame, ids: string[]): Promise<Outcome[]> {
  const gone = await transact(frame, async (ctx) => {
    const { rows } = await sql<{ id: string; title: string; eventId: string | null }>`
      update assistant_proposal set state = 'rejected', decided_at = ${ctx.now}
      where organisation_id = ${ctx.orgId} and user_id = ${ctx.actor.id} and id = any(${ids}::uuid[]) and state = 'open' and expires_at > now()
      returning id, title, event_id`.execute(ctx.tx)
    await audit(
      ctx,
      ...rows.map((r) => ({ entity: 'assistantProposal', entityId: r.id, action: 'reject', label: r.title, eventId: r.eventId })),
    )
    return rows
  })
  if (gone.length === 0) throw new AppError('assistant.proposal_over')
  return gone.map(({ id }) => ({ id, state: 'rejected', fault: null }))
}
