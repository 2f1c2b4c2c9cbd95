import { createHash } from 'node:crypto'
import { publicActor } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError, lostDatabase } from '../../../kernel/server/errors.ts'
import { type Frame, type Services, transact } from '../../../kernel/server/mount.ts'
import { sealJson, unsealJson } from '../../../kernel/server/seal.ts'
import type { PublicRegistration } from '../contract/public.ts'
import { registrationDraft, type Registration } from '../contract/registration.ts'
import type { DeskKeys } from './desk.ts'
import { type Draft, registerMany } from './register.ts'
import { qrText, tokenText } from './sign.ts'

/** One person's request as it waits: `key` is the idempotency key, if any. */
type Waiting = {
  draft: Draft
  key: string | null
  hash: string
  frame: Frame
  resolve(r: PublicRegistration): void
  reject(e: unknown): void
}
type Settled = { row: PublicRegistration } | { error: string }

const BATCH = 80
const MOST_WAITING = 5000
const CALLER = 'public:'
const ENDPOINT = 'POST /public/:slug/registrations'

export const answerOf = (r: Registration, keys: DeskKeys): PublicRegistration => ({
  id: r.id,
  code: r.code,
  name: r.name,
  ticketTypeId: r.ticketTypeId,
  attendance: r.attendance,
  price: r.price,
  currency: r.currency,
  status: r.status,
  registeredAt: r.registeredAt,
  token: tokenText(r, keys.pageKey),
  qr: qrText(r, keys.qrKey),
})

/** Is the event's registration there for the public? Errors: `record.not_found`, `registration.closed`. */
export async function requireOpenSite(ctx: Ctx): Promise<void> {
  const event = await ctx.tx
    .selectFrom('event')
    .select(['published', 'status'])
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirst()
  if (!event?.published) throw new AppError('record.not_found')
  if (event.status !== 'active') throw new AppError('registration.closed')
}

type Known = { hash: string; first: Waiting | null; row: PublicRegistration | null }
/** What was answered to these keys before. */
async function answered(ctx: Ctx, keys: string[]): Promise<[string, Known][]> {
  if (!keys.length) return []
  const old = await ctx.tx
    .selectFrom('idempotency')
    .select(['key', 'requestHash', 'response'])
    .where('organisationId', '=', ctx.orgId)
    .where('caller', '=', CALLER)
    .where('key', 'in', keys)
    .execute()
  return old.map((o) => [
    o.key,
    { hash: o.requestHash, first: null, row: unsealJson<PublicRegistration>(o.response, place(ctx, o.key)) ?? null },
  ])
}

const place = (ctx: Ctx, key: string) => `${ctx.orgId}/idempotency/${CALLER}/${key}`
/** Settles a batch in the ctx's transaction. A key that was answered before gives the same answer; a refusal leaves no trace. */
async function settle(ctx: Ctx, batch: Waiting[]): Promise<Settled[]> {
  await requireOpenSite(ctx)
  const keyed = [...new Set(batch.flatMap((w) => (w.key ? [w.key] : [])))]
  const known = new Map<string, Known>(await answered(ctx, keyed))
  const fresh: Waiting[] = []
  for (const w of batch) {
    if (w.key && known.has(w.key)) continue
    if (w.key) known.set(w.key, { hash: w.hash, first: w, row: null })
    fresh.push(w)
  }
  const { outcomes, keys } = fresh.length
    ? await registerMany(
        ctx,
        fresh.map((w) => w.draft),
        'public',
      )
    : { outcomes: [], keys: null }
  const settled = new Map<Waiting, Settled>()
  fresh.forEach((w, i) => {
    const o = outcomes[i]!
    settled.set(w, 'error' in o ? o : { row: answerOf(o.row, keys!) })
  })
  // Refused, perhaps, for what another process did with the very same key while we waited for the ticket's lock: then its answer is ours.
  const refused = fresh.filter((w) => w.key && 'error' in settled.get(w)!)
  for (const [key, { hash, row }] of await answered(
    ctx,
    refused.map((w) => w.key!),
  ))
    for (const w of refused.filter((x) => x.key === key)) settled.set(w, row && w.hash === hash ? { row } : { error: 'idempotency.reused' })
  const remember = fresh.flatMap((w) => {
    const s = settled.get(w)!
    return w.key && 'row' in s && !refused.includes(w)
      ? [
          {
            organisationId: ctx.orgId,
            key: w.key,
            caller: CALLER,
            endpoint: ENDPOINT,
            requestHash: w.hash,
            status: 200,
            response: json(sealJson(s.row, place(ctx, w.key))),
          },
        ]
      : []
  })
  if (remember.length) await ctx.tx.insertInto('idempotency').values(remember).execute()
  return batch.map((w) => {
    const mine = settled.get(w)
    if (mine) return mine
    const k = known.get(w.key!)!
    return k.hash !== w.hash
      ? { error: 'idempotency.reused' }
      : k.first
        ? settled.get(k.first)!
        : k.row
          ? { row: k.row }
          : { error: 'idempotency.reused' }
  })
}

/**
 * Takes the public's registrations, of each event one batch at a time: while one transaction commits, the next people
 * gather, so that a rush on one ticket waits for one lock and one flush to disk a batch, not a person. Each person is
 * answered after the commit that holds their place. A batch that fails as a whole is taken again one by one, except that after a lost
 * connection only those with a key are: they may have their place already, and only the key tells.
 */
export function makeRush(services: Services) {
  const queues = new Map<string, Waiting[]>()

  async function attempt(batch: Waiting[], again = true): Promise<void> {
    const { frame } = batch[0]!
    try {
      const settled = await transact({ ...frame, services, actor: publicActor(frame.orgId) }, (ctx) => settle(ctx, batch))
      settled.forEach((s, i) => ('row' in s ? batch[i]!.resolve(s.row) : batch[i]!.reject(new AppError(s.error))))
    } catch (e) {
      const lost = lostDatabase(e)
      // Another process was quicker with the same key: its answer is there by now.
      const answered = (e as { constraint?: string }).constraint === 'idempotency_pkey'
      for (const w of batch)
        if ((batch.length === 1 && !(answered && again)) || (lost && !w.key)) w.reject(e)
        else await attempt([w], false)
    }
  }
  async function work(place: string, queue: Waiting[]) {
    while (queue.length) await attempt(queue.splice(0, BATCH))
    queues.delete(place)
  }

  /** Registers one person; resolves after commit. Errors: those of `register`, `registration.consent_required`, `idempotency.reused`, `server.busy`. */
  return (frame: Frame, body: Record<string, any>, key: string | null): Promise<PublicRegistration> => {
    const at = new Date().toISOString()
    if (!body.consents.some((c: { key: string }) => c.key === 'privacy'))
      throw new AppError('registration.consent_required', {}, [{ path: 'consents', code: 'registration.consent_required', message: '' }])
    const draft = registrationDraft.parse({ ...body, consents: body.consents.map((c: object) => ({ ...c, at })) })
    const hash = createHash('sha256')
      .update(JSON.stringify([ENDPOINT, frame.eventId, body]))
      .digest('hex')
    return new Promise((resolve, reject) => {
      const place = `${frame.orgId}/${frame.eventId}`
      const waiting = queues.get(place)
      if (waiting && waiting.length >= MOST_WAITING) return reject(new AppError('server.busy'))
      const queue = waiting ?? []
      queue.push({ draft, key: key?.slice(0, 200) || null, hash, frame, resolve, reject })
      if (waiting) return
      queues.set(place, queue)
      // The rest of this turn of the event loop joins the first batch.
      setImmediate(() => void work(place, queue))
    })
  }
}

const rushes = new WeakMap<Services, ReturnType<typeof makeRush>>()
/** The one rush of a process. */
export function rushOf(services: Services) {
  const made = rushes.get(services) ?? makeRush(services)
  rushes.set(services, made)
  return made
}
