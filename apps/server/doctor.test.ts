import { chmodSync, mkdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../tests/harness/app.ts'
import { emptyPlace } from './backup/backup.fixture.ts'
import { markRestore } from './backup/marker.ts'
import { scheduledBackup } from './backup/schedule.ts'
import { backupVerdict, durability, examine } from './doctor.ts'
import { type Config, loadConfig } from '../../src/kernel/server/config.ts'
import { sealAudit } from '../../src/modules/events/server/index.ts'
import { keyOf } from '../../src/kernel/server/file-store.ts'
import { saveFile } from '../../src/kernel/server/files.ts'
import { newId } from '../../src/kernel/contract/ids.ts'
import { queueMail } from '../../src/kernel/server/mail.ts'
import { startJobs } from '../../src/kernel/server/jobs.ts'

let t: Awaited<ReturnType<typeof testApp>>
let config: Config
let organisationId: string
let file: string
/** One statement of the database's owner, past scopes and triggers. */
const sabotage = (sql: string) => t.app.services.db.pool.query(`begin; set local app.system = 'on'; ${sql}; commit`)
const look = async (o: Parameters<typeof examine>[2] = {}, c: Config = config) =>
  Object.fromEntries((await examine(c, async () => t.databaseUrl, { full: true, ...o })).map((x) => [x.id, x]))
const level = async (id: string, o: Parameters<typeof examine>[2] = {}, c: Config = config) => (await look(o, c))[id]!.level

beforeAll(async () => {
  t = await testApp()
  const o = await t.organisation()
  organisationId = o.organisationId
  const event = await t.event(o.key)
  const fact = await t.run(
    organisationId,
    async (ctx) => {
      const saved = await saveFile(ctx, { name: 'a.txt', bytes: Buffer.from('kept') })
      await ctx.tx
        .insertInto('ticketType')
        .values({ organisationId, id: newId(), eventId: event.id, name: JSON.stringify({ zh: '票', en: '' }) as never, quota: 5 })
        .execute()
      await queueMail(ctx, { kind: 'x', to: [{ address: 'a@b.example' }], subject: 's', blocks: [] })
      return saved
    },
    event.id,
  )
  file = join(t.dataDir, 'files', keyOf(organisationId, fact.sha256))
  await t.app.settle()
  await t.app.services.db.asSystem((tx) => sealAudit(tx))
  const jobs = await startJobs(t.databaseUrl, t.app.services, [{ name: 'nothing', run: async () => {} }], t.app.http.log)
  await jobs.stop()
  config = loadConfig({
    DATA_DIR: t.dataDir,
    DATABASE_URL: t.databaseUrl,
    PUBLIC_URL: 'https://events.example.tw',
    SMTP_URL: 'smtp://127.0.0.1:1',
    BACKUP_DIR: join(t.dataDir, 'backups'),
  })
  await scheduledBackup(config, t.databaseUrl)
}, 60_000)

test('a sound installation passes every check but the test server’s own durability', async () => {
  const found = await look({ machine: { freeBytes: async () => 1e12 } })
  expect(Object.values(found).filter((c) => c.level !== 'ok')).toEqual([found.durability])
  expect([found.durability!.level, Object.keys(found)]).toEqual([
    'fail',
    [
      'node',
      'settings',
      'secret',
      'disk',
      'storage',
      'restore',
      'postgres',
      'durability',
      'clock',
      'migrations',
      'scope',
      'stock',
      'audit',
      'files',
      'queue',
      'mail',
      'jobs',
      'backup',
    ],
  ])
  expect(found.files!.zh).toBe('全部 1 個檔案都在且完好。')
  for (const c of Object.values(found)) expect([c.id, c.zh !== '', /^[\x20-\x7e\u2018-\u201d×#]+$/.test(c.en)]).toEqual([c.id, true, true])
})

test('machine and settings: each can fail', async () => {
  const gb = (n: number) => ({ machine: { freeBytes: async () => n * 1024 ** 3 } })
  expect([
    await level('disk', gb(1)),
    await level('disk', gb(0.1)),
    await level('disk', {}, { ...config, backupDir: '/nowhere/at/all' }),
  ]).toEqual(['warn', 'fail', 'fail'])
  expect(await level('node', { machine: { nodeMajor: 22 } })).toBe('fail')
  const clock = (ms: number) => level('clock', { machine: { now: () => Date.now() + ms } })
  expect([await clock(20_000), await clock(-20_000), await clock(120_000)]).toEqual(['warn', 'warn', 'fail'])
  const settings = (more: Partial<Config>) => level('settings', {}, { ...config, ...more })
  expect([
    await settings({ publicUrl: '' }),
    await settings({ publicUrl: 'http://events.example.tw' }),
    await settings({ smtpUrl: undefined }),
    await settings({ host: '0.0.0.0', rateLimits: false }),
  ]).toEqual(['warn', 'warn', 'warn', 'warn'])
  chmodSync(join(t.dataDir, 'secrets.json'), 0o644)
  expect(await level('secret')).toBe('fail')
  chmodSync(join(t.dataDir, 'secrets.json'), 0o600)
  const done = await markRestore(t.dataDir, '/backups/x.tar.zst')
  expect(await level('restore')).toBe('fail')
  await done()
  const away = await examine(config, async () => 'postgres://nobody@127.0.0.1:1/none')
  expect(away.filter((c) => c.id === 'postgres').map((c) => c.level)).toEqual(['fail'])
  const empty = await emptyPlace()
  const bare = await examine(loadConfig({ DATA_DIR: empty.dataDir }), async () => empty.url)
  expect(bare.filter((c) => c.id === 'migrations').map((c) => c.level)).toEqual(['warn'])
})

test('durability and backups, judged from what is known', () => {
  const safe = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', max_connections: '200' }
  const levels = [
    safe,
    { ...safe, fsync: 'off' },
    { ...safe, full_page_writes: 'off' },
    { ...safe, synchronous_commit: 'off' },
    { ...safe, max_connections: '20' },
  ]
  expect(levels.map((s) => durability(s).level)).toEqual(['ok', 'fail', 'fail', 'fail', 'warn'])
  const now = Date.parse('2027-05-12T08:00:00Z')
  const good = { at: '2027-05-11T20:00:00Z', ok: true, file: 'f', bytes: 1, lost: 0, error: '', lastGoodAt: '2027-05-11T20:00:00Z' }
  const judge = (s: Partial<typeof good> | null, there = true, configured = true) =>
    backupVerdict(configured, s && { ...good, ...s }, there, now).level
  expect([
    judge({}),
    judge(null, true, false),
    judge(null),
    judge({ ok: false, lastGoodAt: '' }),
    judge({ ok: false, error: 'backup.no_space' }),
  ]).toEqual(['ok', 'warn', 'warn', 'fail', 'fail'])
  expect([judge({ lastGoodAt: '2027-05-10T08:00:00Z' }), judge({}, false), judge({ lost: 1 })]).toEqual(['fail', 'fail', 'fail'])
})

test.each([
  [
    'migrations',
    'warn',
    "delete from kysely_migration where name = '0051_audit_chain'",
    "insert into kysely_migration values ('0051_audit_chain', '2027')",
  ],
  [
    'migrations',
    'fail',
    "insert into kysely_migration values ('9999_future', '2027')",
    "delete from kysely_migration where name = '9999_future'",
  ],
  ['scope', 'fail', 'alter table registration no force row level security', 'alter table registration force row level security'],
  ['scope', 'fail', 'alter table person disable row level security', 'alter table person enable row level security'],
  ['scope', 'fail', 'create policy slip on event using (true)', 'drop policy slip on event'],
  ['scope', 'fail', 'create table forgotten (organisation_id uuid)', 'drop table forgotten'],
  ['stock', 'fail', 'update ticket_type set sold = 1', 'update ticket_type set sold = 0'],
  [
    'audit',
    'fail',
    "alter table audit_entry disable trigger user; update audit_entry set label = label || '!'",
    'update audit_entry set label = left(label, -1); alter table audit_entry enable trigger user',
  ],
  [
    'queue',
    'warn',
    "insert into outbox (organisation_id, type, payload, created_at, next_at) values (gen_random_uuid(), 'x', '{}', now() - interval '1 hour', '2999-01-01')",
    "delete from outbox where type = 'x'",
  ],
  [
    'queue',
    'fail',
    "insert into outbox (organisation_id, type, payload, attempts, done_at, next_at, last_error) values (gen_random_uuid(), 'x', '{}', 12, now(), now() + interval '1 hour', 'no')",
    "delete from outbox where type = 'x'",
  ],
  ['mail', 'warn', "update mail_recipient set status = 'failed'", "update mail_recipient set status = 'logged'"],
  [
    'mail',
    'warn',
    "update mail_recipient set status = 'queued', next_at = '2999-01-01'; update mail_message set created_at = now() - interval '2 hours'",
    "update mail_recipient set status = 'logged'",
  ],
  [
    'jobs',
    'warn',
    "insert into pgboss.job (name, state, completed_on, retry_limit) values ('nothing', 'failed', now(), 0)",
    'delete from pgboss.job',
  ],
  [
    'backup',
    'fail',
    'update installation set value = value || \'{"lastGoodAt":"2020-01-01T00:00:00Z"}\' where key = \'backup.last\'',
    "update installation set value = value || jsonb_build_object('lastGoodAt', value->>'at') where key = 'backup.last'",
  ],
])('%s: %s after “%s”, and well again after it is undone', async (id, expected, harm, undo) => {
  expect(await level(id)).toBe('ok')
  await sabotage(harm)
  expect(await level(id)).toBe(expected)
  await sabotage(undo)
  expect(await level(id)).toBe('ok')
})

test('files: a changed, a missing, and only a sample unless asked', async () => {
  writeFileSync(file, 'kepT')
  expect((await look()).files!.en).toBe('Of all 1 files 0 are missing, 1 damaged.')
  unlinkSync(file)
  expect((await look({ full: false })).files!.en).toBe('Of a sample of 1 files 1 are missing, 0 damaged.')
  mkdirSync(file)
  expect(await level('files')).toBe('fail')
})
