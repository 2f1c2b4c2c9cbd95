import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { loadConfig } from '../../../src/kernel/server/config.ts'
import { alone } from './backup.ts'
import { codeOf } from './backup.fixture.ts'
import { backupJob } from './job.ts'
import { expired, isDue, lastDue, nameOf, readBackupState, scheduledBackup, takenAt } from './schedule.ts'

const base = mkdtempSync(join(tmpdir(), 'bantoh-schedule-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const days = (n: number, from = Date.UTC(2027, 4, 31, 12)) => new Date(from - n * 86_400_000)

test('names carry the instant, sort by it, and nothing else is taken for a backup', () => {
  const at = new Date('2027-05-12T19:30:05.678Z')
  expect([nameOf(at, true), nameOf(at, false)]).toEqual(['bantoh-20270512T193005Z.tar.zst.age', 'bantoh-20270512T193005Z.tar.zst'])
  expect(takenAt(nameOf(at, true))).toEqual(new Date('2027-05-12T19:30:05Z'))
  for (const other of ['bantoh-2027.tar.zst', 'bantoh-20270512T193005Z.tar.zst.partial', 'x-bantoh-20270512T193005Z.tar.zst', 'notes.txt'])
    expect(takenAt(other)).toBe(null)
})

test('a year of nightly backups comes down to days, weeks and months; twice a day keeps the later one', () => {
  const all = Array.from({ length: 400 }, (_, n) => nameOf(days(n), true))
  const gone = new Set(expired([...all, 'notes.txt'], [7, 4, 12]))
  const kept = all.filter((n) => !gone.has(n)).map((n) => takenAt(n)!.toISOString().slice(0, 10))
  // 31 May 2027 is a Monday: the four newest weeks are 31 May, and those ending on 30, 23 and 16 May.
  expect(kept).toEqual([
    '2027-05-31',
    '2027-05-30',
    '2027-05-29',
    '2027-05-28',
    '2027-05-27',
    '2027-05-26',
    '2027-05-25',
    '2027-05-23',
    '2027-05-16',
    '2027-04-30',
    '2027-03-31',
    '2027-02-28',
    '2027-01-31',
    '2026-12-31',
    '2026-11-30',
    '2026-10-31',
    '2026-09-30',
    '2026-08-31',
    '2026-07-31',
    '2026-06-30',
  ])
  expect(expired(['notes.txt'], [1, 0, 0])).toEqual([])
  const [late, early] = [nameOf(new Date('2027-05-31T09:00:00Z'), false), nameOf(new Date('2027-05-31T05:00:00Z'), false)]
  expect(expired([early, late], [7, 0, 0])).toEqual([early])
  expect(expired([nameOf(days(900), false)], [1, 0, 0])).toEqual([])
})

test('when it is due: at the set time, later where the server was off, an hour after a failure', () => {
  const at = (text: string) => new Date(`2027-05-${text}`)
  expect([lastDue('03:30', at('12T03:30:00')), lastDue('03:30', at('12T03:29:59')), lastDue('03:30', at('01T00:00:00'))]).toEqual([
    at('12T03:30:00'),
    at('11T03:30:00'),
    new Date('2027-04-30T03:30:00'),
  ])
  const state = (good: string, last: string, ok: boolean) => ({
    file: '',
    bytes: 0,
    lost: 0,
    error: '',
    ok,
    at: at(last).toISOString(),
    lastGoodAt: good && at(good).toISOString(),
  })
  const now = at('12T08:00:00')
  expect([
    isDue('03:30', null, now),
    isDue('03:30', state('12T03:31:00', '12T03:31:00', true), now),
    isDue('03:30', state('11T03:31:00', '11T03:31:00', true), now),
    isDue('03:30', state('11T03:31:00', '12T07:30:00', false), now),
    isDue('03:30', state('11T03:31:00', '12T06:59:00', false), now),
    isDue('03:30', state('', '12T07:30:00', false), now),
    isDue('03:30', state('20T03:31:00', '20T03:31:00', true), now),
  ]).toEqual([true, false, true, false, true, false, true])
})

test('makes, notes and rotates; failures are noted, told to owners once a day, and remove nothing', async () => {
  const t = await testApp()
  const o = await t.organisation()
  const dir = join(base, 'backups')
  const env = {
    DATA_DIR: t.dataDir,
    DATABASE_URL: t.databaseUrl,
    BACKUP_DIR: dir,
    BACKUP_KEEP: '2,0,0',
    BANTOH_BACKUP_PASSPHRASE: 'a long enough word',
  }
  const config = loadConfig(env)
  const first = await scheduledBackup(config, t.databaseUrl, { now: days(3) })
  await scheduledBackup(config, t.databaseUrl, { now: days(2) })
  writeFileSync(join(dir, 'notes.txt'), 'mine')
  writeFileSync(join(dir, `${nameOf(days(9), true)}.partial`), 'left by a kill')
  const third = await scheduledBackup(config, t.databaseUrl, { now: days(1) })
  expect(third.removed).toEqual([nameOf(days(3), true)])
  expect(first.file).toBe(join(dir, nameOf(days(3), true)))
  expect(readdirSync(dir).toSorted()).toEqual([nameOf(days(2), true), nameOf(days(1), true), 'notes.txt'])
  const good = await readBackupState(t.databaseUrl)
  expect(good).toMatchObject({ ok: true, file: third.file, bytes: third.bytes, lost: 0, lastGoodAt: days(1).toISOString() })

  // The folder has become a file: nothing can be written.
  vi.stubEnv('DATABASE_URL', t.databaseUrl)
  vi.stubEnv('BACKUP_DIR', join(dir, 'notes.txt'))
  const broken = loadConfig({ ...env, BACKUP_DIR: join(dir, 'notes.txt') })
  expect(await codeOf(scheduledBackup(broken, t.databaseUrl))).toBe('backup.unwritable')
  expect(await readBackupState(t.databaseUrl)).toMatchObject({ ok: false, error: 'backup.unwritable', lastGoodAt: days(1).toISOString() })
  const age = () =>
    t.app.services.db.pool.query(
      'begin; set local app.system = \'on\'; update installation set value = value || \'{"at":"2020-01-01T00:00:00Z","lastGoodAt":""}\' where key = \'backup.last\'; commit',
    )
  for (let n = 0; n < 2; n++) {
    await age()
    await backupJob(broken, t.databaseUrl).run(t.app.services, {}, t.app.http.log)
  }
  const mails = await t.run(o.organisationId, (ctx) => ctx.tx.selectFrom('mailMessage').select(['subject', 'bodyText']).execute())
  expect(mails.map((m) => [m.subject, m.bodyText.includes('backup.unwritable')])).toEqual([['備份失敗 Backup failed', true]])
  expect(readdirSync(dir).toSorted()).toEqual([nameOf(days(2), true), nameOf(days(1), true), 'notes.txt'])

  // Set right again, the job makes one in a process of its own; a second look finds nothing to do.
  vi.stubEnv('BACKUP_DIR', dir)
  vi.stubEnv('BANTOH_BACKUP_PASSPHRASE', 'a long enough word')
  await age()
  await backupJob(config, t.databaseUrl).run(t.app.services, {}, t.app.http.log)
  const made = (await readBackupState(t.databaseUrl))!
  expect([made.ok, readFileSync(made.file).length]).toEqual([true, made.bytes])
  await backupJob(config, t.databaseUrl).run(t.app.services, {}, t.app.http.log)
  expect(await readBackupState(t.databaseUrl)).toEqual(made)
  vi.unstubAllEnvs()
}, 90_000)

test('two at the same time: one makes it, the other stands back', async () => {
  const t = await testApp()
  await t.organisation()
  const config = loadConfig({ DATA_DIR: t.dataDir, DATABASE_URL: t.databaseUrl, BACKUP_DIR: join(base, 'twice') })
  const now = days(1)
  const results = await Promise.all([1, 2, 3].map(() => codeOf(scheduledBackup(config, t.databaseUrl, { now, onlyIfDue: true }))))
  // Those that come late find it running or just made, as the clock of the machine has it.
  expect(results.filter((r) => !['backup.running', 'backup.not_due'].includes(r))).toEqual(['accepted'])
  expect(readdirSync(join(base, 'twice'))).toEqual([nameOf(now, false)])
  expect((await readBackupState(t.databaseUrl))!.ok).toBe(true)
  expect(await codeOf(alone(t.databaseUrl, () => scheduledBackup(config, t.databaseUrl)))).toBe('backup.running')
}, 60_000)
