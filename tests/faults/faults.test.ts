import { settle } from './oracle.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, perform, runSeed } from './run.ts'

const short = { clients: 3, steps: 18, faults: 6, slow: false }

describe('whatever breaks, nothing that was acknowledged is lost', () => {
  test.each([1, 2, 3])(
    'seed %i',
    async (seed) => {
      const v = await runSeed(seed, short)
      expect(v.violations).toEqual([])
      expect([v.operations >= 54, v.acknowledged > 20, v.faults.length]).toEqual([true, true, 6])
    },
    120_000,
  )
})

describe('the oracle', () => {
  let run: Run
  beforeAll(async () => {
    run = await perform({ seed: 7, mode: 'embedded', size: { clients: 3, steps: 60, faults: 0, slow: false } })
  }, 120_000)
  afterAll(() => run?.close())
  const guarantees = async () => [...new Set((await run.judge()).map((v) => v.split(':')[0]))].toSorted()
  const sql = (text: string, values: unknown[] = []) => run.world.sql(text, values)
  /** Breaks one thing, looks, and puts it back. */
  async function broken(harm: string, repair: string): Promise<(string | undefined)[]> {
    await sql(harm)
    const found = await guarantees()
    await sql(repair)
    return found
  }

  test('finds nothing where nothing broke, among work of every kind', async () => {
    expect(await guarantees()).toEqual([])
    const done = new Set(run.history.filter((o) => o.outcome === 'acknowledged').map((o) => o.kind))
    expect([...done].toSorted()).toEqual(
      'cancel checkIn comment desk import issue keyless move paste register reinstate resend room section undo upload'
        .split(' ')
        .toSorted(),
    )
  }, 60_000)

  test('names the guarantee that a tampered database breaks', async () => {
    const first = '(select id from registration order by number limit 1)'
    expect({
      lostRegistration: await broken(
        `create table kept as select * from registration where id = (select max(id::text)::uuid from registration r where not exists (select 1 from checkin c where c.registration_id = r.id)); delete from registration r using kept k where r.id = k.id`,
        'alter table kept drop column mailbox; insert into registration select * from kept; drop table kept',
      ),
      otherCode: await broken(
        `update registration set code = 'X-1' where id = ${first}`,
        `update registration set code = 'R-0001' where id = ${first}`,
      ),
      miscount: await broken(
        'update ticket_type set sold = sold + 1 where quota is null',
        'update ticket_type set sold = sold - 1 where quota is null',
      ),
      lostArrival: await broken(
        `create table kept as select * from checkin where undone_at is null limit 1; delete from checkin c using kept k where c.id = k.id`,
        'insert into checkin select * from kept; drop table kept',
      ),
      lostUpdate: await broken(
        `create table kept as select id, place from room where version > 1 limit 1; update room set place = 'older' where id = (select id from kept)`,
        'update room r set place = k.place from kept k where r.id = k.id; drop table kept',
      ),
      extraVersion: await broken(
        'update room set version = version + 1 where version > 1',
        'update room set version = version - 1 where version > 1',
      ),
      halfImport: await broken(
        `create table kept as select * from session limit 1; create table links as select * from session_speaker where session_id = (select id from kept); create table places as select * from session_room where session_id = (select id from kept); delete from session s using kept k where s.id = k.id`,
        'insert into session select * from kept; insert into session_speaker select * from links on conflict do nothing; insert into session_room select * from places on conflict do nothing; drop table kept, links, places',
      ),
      numberGap: await broken(
        'update document_issue set number = number + 1000 where number = 1',
        'update document_issue set number = number - 1000 where number > 1000',
      ),
      otherFile: await broken(
        `update file set sha256 = reverse(sha256) where name like '%.txt'`,
        `update file set sha256 = reverse(sha256) where name like '%.txt'`,
      ),
      letterTwice: await broken(
        `create table twin as select * from mail_message where kind = 'registration.confirmed' and id in (select message_id from mail_recipient where status = 'sent') limit 1; update twin set id = gen_random_uuid(), dedupe_key = null; insert into mail_message select * from twin; insert into mail_recipient (organisation_id, id, message_id, address, name, status) select t.organisation_id, gen_random_uuid(), t.id, r.address, r.name, 'sent' from twin t join mail_message m on m.subject = t.subject and m.html = t.html and m.id <> t.id join mail_recipient r on r.message_id = m.id`,
        'delete from mail_recipient where message_id in (select id from twin); delete from mail_message where id in (select id from twin); drop table twin',
      ),
      letterLost: await broken(
        `create table kept as select id from mail_recipient where status = 'sent' limit 1; update mail_recipient set status = 'queued', next_at = 'infinity' where id in (select id from kept)`,
        `update mail_recipient set status = 'sent' where id in (select id from kept); drop table kept`,
      ),
      unhandled: await broken(
        `create table kept as select id, done_at from outbox where done_at is not null limit 1; update outbox set done_at = null, next_at = 'infinity' where id = (select id from kept)`,
        'update outbox o set done_at = k.done_at from kept k where o.id = k.id; drop table kept',
      ),
      unsaid: await broken(
        `update registration set version = version + 1 where id = ${first}`,
        `update registration set version = version - 1 where id = ${first}`,
      ),
    }).toEqual({
      lostRegistration: ['acknowledged', 'sums'],
      otherCode: ['acknowledged'],
      miscount: ['sums'],
      lostArrival: ['acknowledged', 'audit'],
      lostUpdate: ['edits'],
      extraVersion: ['audit', 'edits'],
      halfImport: ['whole'],
      numberGap: ['acknowledged', 'numbers'],
      otherFile: ['files'],
      letterTwice: ['mail'],
      letterLost: ['mail'],
      unhandled: ['facts'],
      unsaid: ['audit'],
    })
    expect(await guarantees()).toEqual([])
  }, 120_000)

  test('a full disk keeps no halves, says so, and takes the file once there is room', async ({ skip }) => {
    if (!run.world.ownDisk) skip('needs root, for a disk of its own')
    const c = run.client({ id: 91 })
    const ask = (name: string) => ({
      kind: 'upload' as const,
      method: 'POST',
      path: `/api/events/${run.stage.eventId}/files?name=${name}`,
      note: { name },
    })
    const body = Buffer.alloc(3_000_000, 'x')
    run.world.fillDisk()
    const full = await c.run({ ...ask('too-early.txt'), body })
    run.world.emptyDisk()
    // A client that is new here gets a letter about it.
    await settle(run.world)
    expect([full.outcome, full.status, full.code]).toEqual(['refused', 507, 'server.disk_full'])
    expect(await guarantees()).toEqual([])
    expect((await c.run({ ...ask('later.txt'), body })).outcome).toBe('acknowledged')
    expect(await guarantees()).toEqual([])
  }, 60_000)

  test('sees a client that makes a new key each time do things twice', async () => {
    const c = run.client({ id: 90, forgetful: true })
    const path = `/api/events/${run.stage.eventId}/files?name=twice.txt`
    const op = await c.run({ kind: 'upload', method: 'POST', path, body: Buffer.from('one'), note: { name: 'twice.txt' }, copies: 3 })
    expect(op.outcome).toBe('acknowledged')
    expect((await run.judge()).filter((v) => v.startsWith('acknowledged'))).toEqual([
      'acknowledged: file twice.txt: there 3 times, 1 expected',
    ])
  }, 60_000)
})
