import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { audit } from '../../kernel/server/audit.ts'
import { checkAudit, sealAudit } from './server/audit-chain.ts'
import type { Tx } from '../../kernel/server/db.ts'

const t = await testApp()
const { db } = t.app.services
let org: string

const seal = (atOnce?: number) => db.asSystem((tx) => sealAudit(tx, atOnce))
const check = () => db.asSystem((tx) => checkAudit(tx, org))
const write = (labels: string[]) =>
  t.run(org, (ctx) => audit(ctx, ...labels.map((label) => ({ entity: 'thing', entityId: newId(), action: 'create', label }))))
/** As somebody with the owner's password at the database would, triggers out of the way; undone after `look`. */
const tampered = async (change: (tx: Tx) => Promise<unknown>) => {
  let found: Awaited<ReturnType<typeof check>> | undefined
  await db
    .asSystem(async (tx) => {
      await sql`alter table audit_entry disable trigger user`.execute(tx)
      await sql`alter table audit_seal disable trigger user`.execute(tx)
      await change(tx)
      found = await checkAudit(tx, org)
      throw new Error('undo')
    })
    .catch((e: Error) => {
      if (e.message !== 'undo') throw e
    })
  return found!.flaws
}

beforeAll(async () => {
  org = (await t.organisation()).organisationId
  await seal()
  await write(['a', 'b', 'c'])
  await seal()
  await write(['d', 'e'])
  await seal()
})

test('an untouched trail holds, and says what is not sealed yet', async () => {
  const before = await check()
  expect(before.flaws).toEqual([])
  expect(before.unsealed).toBe(0)
  await write(['f'])
  const after = await check()
  expect(after).toEqual({ ...before, entries: before.entries + 1, unsealed: 1 })
  expect(await seal()).toBe(1)
  expect(await seal()).toBe(0)
  expect((await check()).links).toBe(before.links + 1)
})

test('long stretches become several links', async () => {
  const { links } = await check()
  await write(['1', '2', '3', '4', '5'])
  expect(await seal(2)).toBe(5)
  const { flaws, links: now } = await check()
  expect({ flaws, more: now - links }).toEqual({ flaws: [], more: 3 })
})

test('every kind of tampering shows', async () => {
  const { links } = await check()
  const at = (await db.asSystem((tx) => sql<{ seal: number }>`select seal from audit_entry where label = 'b'`.execute(tx))).rows[0]!.seal
  const changed = [{ seq: at, reason: 'entries_changed' }]
  expect(await tampered((tx) => sql`update audit_entry set label = 'B' where label = 'b'`.execute(tx))).toEqual(changed)
  expect(await tampered((tx) => sql`update audit_entry set actor_name = 'somebody else' where label = 'b'`.execute(tx))).toEqual(changed)
  expect(await tampered((tx) => sql`update audit_entry set at = at + interval '1 microsecond' where label = 'b'`.execute(tx))).toEqual(
    changed,
  )
  expect(await tampered((tx) => sql`update audit_entry set changes = '[{"field":"x"}]' where label = 'b'`.execute(tx))).toEqual(changed)
  expect(await tampered((tx) => sql`delete from audit_entry where label = 'b'`.execute(tx))).toEqual([
    { seq: at, reason: 'entries_missing' },
  ])
  expect(
    await tampered((tx) =>
      sql`insert into audit_entry (organisation_id, id, entity, entity_id, action, actor_kind, seal) values (${org}, ${newId()}, 'thing', 'x', 'create', 'user', ${at})`.execute(
        tx,
      ),
    ),
  ).toEqual([{ seq: at, reason: 'entries_missing' }])
  // Whoever hashes the forged stretch again must do so to all links after it.
  expect(
    await tampered(async (tx) => {
      await sql`update audit_entry set label = 'B' where label = 'b'`.execute(tx)
      await sql`update audit_seal s set hash = encode(sha256(convert_to(s.prev || (select string_agg(audit_digest(a), '' order by a.id) from audit_entry a where a.organisation_id = ${org} and a.seal = ${at}), 'UTF8')), 'hex') where organisation_id = ${org} and seq = ${at}`.execute(
        tx,
      )
    }),
  ).toEqual([{ seq: at + 1, reason: 'link_broken' }])
  expect(await tampered((tx) => sql`delete from audit_seal where organisation_id = ${org} and seq = ${at}`.execute(tx))).toEqual([
    { seq: at, reason: 'link_missing' },
    { seq: at + 1, reason: 'link_broken' },
    { seq: links, reason: 'link_missing' },
  ])
  expect(await tampered((tx) => sql`delete from audit_seal where organisation_id = ${org} and seq = ${links}`.execute(tx))).toEqual([
    { seq: links, reason: 'link_missing' },
  ])
  expect((await check()).flaws).toEqual([])
})

test('the database itself refuses to change or remove an entry, to requests and to its owner', async () => {
  const refused = /audit trail can only be added to|permission denied/
  for (const run of [
    (fn: (tx: Tx) => Promise<unknown>) => db.inOrganisation(org, fn),
    (fn: (tx: Tx) => Promise<unknown>) => db.asSystem(fn),
  ]) {
    await expect(run((tx) => sql`update audit_entry set label = 'x' where label = 'a'`.execute(tx))).rejects.toThrow(refused)
    await expect(run((tx) => sql`delete from audit_entry where label = 'a'`.execute(tx))).rejects.toThrow(refused)
    await expect(run((tx) => sql`update audit_entry set seal = 1 where label = 'a'`.execute(tx))).rejects.toThrow(refused)
    await expect(run((tx) => sql`update audit_seal set hash = ''`.execute(tx))).rejects.toThrow(refused)
    await expect(run((tx) => sql`truncate audit_entry`.execute(tx))).rejects.toThrow(refused)
  }
  await expect(
    db.inOrganisation(org, (tx) => sql`insert into audit_seal (seq, prev, hash, rows) values (99, '', '', 1)`.execute(tx)),
  ).rejects.toThrow(refused)
})

test('two sealing at once make one chain', async () => {
  await write(['x', 'y', 'z'])
  const done = await Promise.all([seal(), seal(), seal()])
  expect(done.toSorted()).toEqual([0, 0, 3])
  expect((await check()).flaws).toEqual([])
})
