import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import type { Ctx } from '../../kernel/server/ctx.ts'
import { publicRegistrationEndpoints as pub } from './contract/public.ts'
import { registrationEndpoints as office } from './contract/registration.ts'
import { ticketEndpoints } from './contract/ticket.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const draft = (ticketTypeId: string, who: string | number) => ({
  ticketTypeId,
  name: `買票人${who}`,
  email: `buyer${who}@people.example`,
  consents: [{ key: 'privacy', version: '1' }],
})

async function sale(quota: number | null) {
  const event = await app.event(org.key, { published: true })
  const ticket = (
    await app.call(org.key, ticketEndpoints.create, { params: { eventId: event.id }, body: { name: { zh: '一般票' }, quota } })
  ).body
  const params = { eventId: event.id }
  return {
    event,
    ticket,
    params,
    buy: (who: string | number, headers = {}) =>
      app.call(null, pub.register, { params: { slug: event.slug }, body: draft(ticket.id, who) }, headers),
    sold: async () => (await app.call(org.key, ticketEndpoints.get, { params: { ...params, id: ticket.id } })).body.sold,
    confirmed: () =>
      app.run(
        org.organisationId,
        async (ctx) =>
          (
            await ctx.tx
              .selectFrom('registration')
              .select(sql<number>`count(*)`.as('n'))
              .where('ticketTypeId', '=', ticket.id)
              .where('status', '=', 'confirmed')
              .executeTakeFirstOrThrow()
          ).n,
        event.id,
      ),
  }
}
const tally = (answers: { status: number; problem: { code?: string } }[]) => {
  const out: Record<string, number> = {}
  for (const a of answers)
    out[a.status === 200 ? 'sold' : (a.problem.code ?? '?')] = (out[a.status === 200 ? 'sold' : (a.problem.code ?? '?')] ?? 0) + 1
  return out
}

describe('stock', () => {
  it('oversells when the guard is taken out: read first, write after', async () => {
    const s = await sale(10)
    // The table's check is part of the guard, so this variant works on a copy without it.
    await app.app.services.db.asSystem(async (tx) => {
      await sql`create table unguarded as select id, quota, sold from ticket_type where false`.execute(tx)
      await sql`insert into unguarded values (${s.ticket.id}, 10, 0)`.execute(tx)
      await sql`grant all on unguarded to bantoh_app`.execute(tx)
    })
    let reading = 0
    let allRead = () => {}
    const together = new Promise<void>((done) => (allRead = done))
    const buyWithoutGuard = () =>
      app.run(org.organisationId, async (ctx: Ctx) => {
        const seen = (
          await sql<{ sold: number; quota: number }>`select sold, quota from unguarded where id = ${s.ticket.id}`.execute(ctx.tx)
        ).rows[0]!
        if (++reading === 11) allRead()
        await together
        if (seen.sold >= seen.quota) return false
        await sql`update unguarded set sold = sold + 1 where id = ${s.ticket.id}`.execute(ctx.tx)
        return true
      })
    // 11 buyers (the pool has 12 connections) all read "0 of 10" before the first of them writes.
    const won = (await Promise.all(Array.from({ length: 11 }, buyWithoutGuard))).filter(Boolean).length
    const rows = await app.app.services.db.asSystem((tx) => sql<{ sold: number }>`select sold from unguarded`.execute(tx))
    expect([won, rows.rows[0]!.sold]).toEqual([11, 11])
  })

  it('sells exactly the quota to 60 buyers at once on the public form', async () => {
    const s = await sale(10)
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => s.buy(i)))
    expect(tally(answers)).toEqual({ sold: 10, 'registration.sold_out': 50 })
    expect([await s.sold(), await s.confirmed()]).toEqual([10, 10])
    expect(new Set(answers.filter((a) => a.status === 200).map((a) => a.body.code)).size).toBe(10)
  })

  it('sells exactly the quota to 60 buyers each in a transaction of their own', async () => {
    const s = await sale(10)
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        app.call(org.key, office.create, { params: s.params, body: { ticketTypeId: s.ticket.id, name: `櫃檯${i}` } }),
      ),
    )
    expect(tally(answers)).toEqual({ sold: 10, 'registration.sold_out': 50 })
    expect([await s.sold(), await s.confirmed()]).toEqual([10, 10])
  })

  it('has the last word in the table itself', async () => {
    const s = await sale(1)
    await s.buy(1)
    await expect(
      app.run(
        org.organisationId,
        (ctx) =>
          ctx.tx
            .updateTable('ticketType')
            .set((eb) => ({ sold: eb('sold', '+', 1) }))
            .where('id', '=', s.ticket.id)
            .execute(),
        s.event.id,
      ),
    ).rejects.toMatchObject({ constraint: 'ticket_type_quota' })
    expect(await s.sold()).toBe(1)
  })

  it('gives a cancelled place to one other person, once, however many cancel and buy at that moment', async () => {
    const s = await sale(5)
    const first = await Promise.all(Array.from({ length: 5 }, (_, i) => s.buy(`a${i}`)))
    const cancel = (id: string) => app.call(org.key, office.cancel, { params: { ...s.params, id }, body: {} })
    const ids = first.map((a) => a.body.id)
    const [cancels] = await Promise.all([
      Promise.all([...ids.slice(0, 2), ...ids.slice(0, 2), ...ids.slice(0, 2)].map(cancel)),
      Promise.all(Array.from({ length: 20 }, (_, i) => s.buy(`b${i}`))),
    ])
    expect(cancels.map((c) => c.body.status)).toEqual(Array(6).fill('cancelled'))
    // Whoever came before the places were free may try again; then all is sold, and no more.
    const later = await Promise.all(Array.from({ length: 10 }, (_, i) => s.buy(`c${i}`)))
    expect(later.every((a) => a.status === 200 || a.problem.code === 'registration.sold_out')).toBe(true)
    expect([await s.sold(), await s.confirmed()]).toEqual([5, 5])
  })

  it('answers a repeated request with the same registration, also when both come at once', async () => {
    const s = await sale(10)
    const headers = { 'idempotency-key': 'form-1' }
    const answers = await Promise.all([s.buy('x', headers), s.buy('x', headers), s.buy('x', headers)])
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200])
    const again = await s.buy('x', headers)
    expect(again.body).toEqual(answers[0]!.body)
    expect(new Set(answers.map((a) => a.body.id))).toEqual(new Set([again.body.id]))
    const other = await s.buy('y', headers)
    expect(other.problem.code).toBe('idempotency.reused')
    expect([await s.sold(), await s.confirmed()]).toEqual([1, 1])
  })

  it('lets a refused request try again under the same key once there is a place', async () => {
    const s = await sale(0)
    const headers = { 'idempotency-key': 'form-2' }
    expect((await s.buy('x', headers)).problem.code).toBe('registration.sold_out')
    await app.call(org.key, ticketEndpoints.update, {
      params: { ...s.params, id: s.ticket.id },
      body: { quota: 1, version: s.ticket.version },
    })
    expect((await s.buy('x', headers)).status).toBe(200)
  })

  it('keeps sold = confirmed ≤ quota whatever is done in whatever order', async () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('buy' as const), n: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constantFrom('cancel' as const, 'reinstate' as const, 'move' as const), n: fc.nat(7) }),
      fc.record({ kind: fc.constant('quota' as const), n: fc.nat(6) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 }),
        fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (quota, rounds) => {
          const s = await sale(quota)
          const second = (await app.call(org.key, ticketEndpoints.create, { params: s.params, body: { name: { zh: '另一種' }, quota: 2 } }))
            .body
          const ids: string[] = []
          let who = 0
          const broken: number[] = []
          const note = (r: { status: number }) => void (r.status >= 500 && broken.push(r.status))
          for (const round of rounds) {
            await Promise.all(
              round.flatMap((a): Promise<unknown>[] => {
                const id = ids[a.n % Math.max(ids.length, 1)]
                if (a.kind === 'buy')
                  return Array.from({ length: a.n }, () =>
                    s.buy(`p${who++}`).then((r) => (r.status === 200 ? void ids.push(r.body.id) : note(r))),
                  )
                if (a.kind === 'quota')
                  return [
                    app.call(org.key, ticketEndpoints.get, { params: { ...s.params, id: s.ticket.id } }).then((t) =>
                      app.call(org.key, ticketEndpoints.update, {
                        params: { ...s.params, id: s.ticket.id },
                        body: { quota: a.n, version: t.body.version },
                      }),
                    ),
                  ]
                if (!id) return []
                if (a.kind === 'move')
                  return [
                    app
                      .call(org.key, office.move, {
                        params: { ...s.params, id },
                        body: { ticketTypeId: a.n % 2 ? second.id : s.ticket.id },
                      })
                      .then(note),
                  ]
                return [app.call(org.key, office[a.kind], { params: { ...s.params, id }, body: {} }).then(note)]
              }),
            )
            expect(broken).toEqual([])
            const rows = await app.run(
              org.organisationId,
              (ctx) =>
                ctx.tx
                  .selectFrom('ticketType')
                  .select([
                    'sold',
                    'quota',
                    sql<number>`(select count(*) from registration r where r.ticket_type_id = ticket_type.id and r.status = 'confirmed')`.as(
                      'n',
                    ),
                  ])
                  .where('eventId', '=', s.event.id)
                  .execute(),
              s.event.id,
            )
            for (const r of rows) expect([r.sold, r.sold <= r.quota!]).toEqual([r.n, true])
          }
        },
      ),
      { numRuns: 12 },
    )
  })
})
