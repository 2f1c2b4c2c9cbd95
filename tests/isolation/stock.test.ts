import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testApp } from '../harness/app.ts'

const app = await testApp({ background: false })
const mine = await app.organisation()
await app.app.services.loadDemo!(mine.organisationId)
const client = new pg.Client({ connectionString: app.databaseUrl })
await client.connect()
afterAll(() => client.end())

/** What guards places and arrivals when all code is wrong: the database itself. */
const guards: [name: string, code: string, attack: string][] = [
  ['ticket_type_quota', '23514', `update ticket_type set quota = sold, sold = sold + 1 where sold > 0`],
  ['ticket_type_sold_check', '23514', `update ticket_type set sold = -1`],
  ['ticket_type_quota_check', '23514', `update ticket_type set quota = -1, sold = -1`],
  [
    'registration_organisation_id_event_id_code_key',
    '23505',
    `update registration r set code = (select code from registration o where o.event_id = r.event_id and o.id <> r.id limit 1)`,
  ],
  ['registration_check', '23514', `update registration set cancelled_at = now() where status = 'confirmed'`],
  ['registration_organisation_id_event_id_ticket_type_id_fkey', '23503', `delete from ticket_type where sold > 0`],
  [
    'checkin_once',
    '23505',
    `insert into checkin select (jsonb_populate_record(null::checkin, to_jsonb(c) || jsonb_build_object('id', gen_random_uuid()))).* from checkin c where undone_at is null limit 1`,
  ],
]
const refusedBy = async (attack: string, before = '') => {
  await client.query(`begin; select set_config('app.system', 'on', true); ${before}`)
  try {
    await client.query(attack)
    return null
  } catch (e) {
    const { code, constraint } = e as { code: string; constraint: string }
    return [code, constraint]
  } finally {
    await client.query('rollback')
  }
}

test.each(guards)('%s refuses what would sell a place twice or let somebody in twice', async (name, code, attack) => {
  const refused = await refusedBy(attack)
  expect(refused?.[0]).toBe(code)
  // And without it the same attack meets no such refusal: the test would notice that it is gone.
  const table = name
    .split('_')
    .slice(0, name.startsWith('ticket') ? 2 : 1)
    .join('_')
  const drop = name === 'checkin_once' ? `drop index checkin_once;` : `alter table ${table} drop constraint if exists "${refused![1]}";`
  expect(await refusedBy(attack, drop)).not.toEqual(refused)
})
