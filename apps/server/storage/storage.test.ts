import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { keyOf } from '../../../src/kernel/server/file-store.ts'
import { diskStore } from './disk.ts'
import { saveFile, setFileStore, storingLock } from '../../../src/kernel/server/files.ts'
import { fileEndpoints } from '../../../src/modules/events/contract/desk.ts'
import { alone, backup } from '../backup/backup.ts'
import { emptyPlace, filesOf, onClient, rowsOf } from '../backup/backup.fixture.ts'
import { sha256Of } from '../backup/files.ts'
import { restore } from '../backup/restore.ts'
import { copyFiles } from './copy.ts'
import { openStores } from './open.ts'
import { keysOf, refusalOf, s3Bucket } from './s3.fixture.ts'
import { s3Store } from './s3.ts'
import { sweepFiles } from './sweep.ts'

const bucket = await s3Bucket()
const t = await testApp()
const o = await t.organisation()
const org = o.organisationId
const quick = { attempt: 500, all: 1000, pause: 5, rest: 0 }
const s3 = s3Store(bucket.settings, quick)
const disk = diskStore(join(t.dataDir, 'files'))
const db = t.app.services.db
let eventId: string
const upload = (name: string, text: string) =>
  t.call(o.key, fileEndpoints.upload, { params: { eventId }, query: { name }, body: Buffer.from(text) } as never)
const read = (id: string) => t.call(o.key, fileEndpoints.get, { params: { eventId, id } } as never)
const textOf = (r: { body: unknown }) => Buffer.from(r.body as Uint8Array).toString()
const keyFor = (text: string) => keyOf(org, sha256Of(Buffer.from(text)))

beforeAll(async () => {
  mkdirSync(join(t.dataDir, 'files'))
  eventId = (await t.event(o.key)).id
  setFileStore(s3)
})
afterEach(() => void (bucket.fate = () => 'pass'))

describe('uploads in a bucket', () => {
  test('lie there and nowhere else, once per content, and come back', async () => {
    const [a, b] = [await upload('合約.txt', '第一份'), await upload('副本.txt', '第一份')]
    expect([a.status, b.status, await keysOf(s3.list()), filesOf(t.dataDir)]).toEqual([200, 200, [keyFor('第一份')], {}])
    expect([textOf(await read((a.body as { id: string }).id)), textOf(await read((b.body as { id: string }).id))]).toEqual([
      '第一份',
      '第一份',
    ])
  })

  test('a dead, refusing or slow bucket is 503 in words, and no row stays behind', async () => {
    const kept = (await upload('k.txt', 'kept')).body as { id: string }
    const rows = async () => Object.fromEntries(Object.entries(await rowsOf(t.databaseUrl)).filter(([name]) => name !== 'api_key'))
    const before = await rows()
    for (const fate of ['cut', 'hang', { status: 503, code: 'SlowDown' }, { status: 403, code: 'AccessDenied' }] as const) {
      bucket.fate = () => fate
      const [put, got] = [await upload('x.txt', 'never'), await read(kept.id)]
      expect([fate, put.status, put.problem.code, got.status, got.problem.code]).toEqual([
        fate,
        503,
        'file.storage_unavailable',
        503,
        'file.storage_unavailable',
      ])
      expect([put.problem.title, put.headers['retry-after']]).toEqual([
        '檔案儲存空間暫時連不上，請稍後再試；若一直如此，請通知系統管理者。',
        '2',
      ])
    }
    expect(await rows()).toEqual(before)
    bucket.fate = () => 'pass'
    expect(textOf(await read(kept.id))).toBe('kept')
    expect((await upload('x.txt', 'at last')).status).toBe(200)
  }, 60_000)

  test('what comes back changed or is gone is never handed out', async () => {
    const { id } = (await upload('r.txt', 'right')).body as { id: string }
    bucket.fate = (r) => (r.method === 'GET' ? 'rot' : 'pass')
    const rotten = await read(id)
    bucket.fate = () => 'pass'
    await s3.put(keyFor('right'), Buffer.from('wrong'))
    const wrong = await read(id)
    await s3.remove(keyFor('right'))
    const gone = await read(id)
    expect([rotten, wrong, gone].map((r) => [r.status, r.problem.code])).toEqual(Array.from({ length: 3 }, () => [500, 'file.damaged']))
    await s3.put(keyFor('right'), Buffer.from('right'))
    expect(textOf(await read(id))).toBe('right')
  })
})

test('moving: files are found on both sides while they are copied; a copy that broke off goes on; damage is named, not copied', async () => {
  setFileStore(disk)
  const texts = ['m1', 'm2', 'm3', 'm4', 'm5']
  const ids = []
  for (const text of texts) ids.push(((await upload(`${text}.txt`, text)).body as { id: string }).id)
  for (const k of [keyFor('第一份'), keyFor('kept'), keyFor('at last'), keyFor('right')]) await disk.put(k, (await s3.get(k))!)
  setFileStore(openStores(t.dataDir, bucket.settings).files)
  expect(textOf(await read(ids[0]!))).toBe('m1')
  expect(await s3.has(keyFor('m1'))).toBe(false)

  let puts = 0
  bucket.fate = (r) => (r.method === 'PUT' && ++puts > 2 ? { status: 403, code: 'AccessDenied' } : 'pass')
  expect(await refusalOf(copyFiles(t.databaseUrl, disk, s3))).toBe('AccessDenied')
  bucket.fate = () => 'pass'
  await disk.put(keyFor('m5'), Buffer.from('rotten'))
  const m5There = await s3.has(keyFor('m5'))
  const done = await copyFiles(t.databaseUrl, disk, s3)
  const damaged = m5There ? 0 : 1
  expect([done.files, done.there, done.copied, done.missing, done.damaged]).toEqual([9, 6, 3 - damaged, 0, damaged])
  await disk.put(keyFor('m5'), Buffer.from('m5'))
  expect(await copyFiles(t.databaseUrl, disk, s3)).toMatchObject({ files: 9, there: 9 - damaged, copied: damaged, damaged: 0 })
  expect(await copyFiles(t.databaseUrl, disk, s3)).toMatchObject({ files: 9, there: 9, copied: 0, bytes: 0 })
  // Half a file, as after a cut: its place is taken, its content is not.
  await s3.put(keyFor('m2'), Buffer.from('m'))
  expect(await copyFiles(t.databaseUrl, disk, s3)).toMatchObject({ there: 8, copied: 1 })
  for (const [i, id] of ids.entries()) expect(textOf(await read(id))).toBe(texts[i])

  const back = await emptyPlace()
  const there = diskStore(join(back.dataDir, 'files'))
  expect(await copyFiles(t.databaseUrl, s3, there)).toMatchObject({ files: 9, copied: 9, missing: 0 })
  expect(await keysOf(there.list())).toEqual(await keysOf(s3.list()))
  setFileStore(s3)
}, 60_000)

test('a backup out of a bucket goes back into a folder, and into another bucket, file by file', async () => {
  const out = join(t.dataDir, 'from-s3.tar.zst')
  const common = { secretKey: 'x'.repeat(40), withSecret: true }
  const made = await backup({ ownerUrl: t.databaseUrl, dataDir: t.dataDir, files: s3, out, ...common })
  expect([made.files, made.missing.count, made.damaged.count]).toEqual([9, 0, 0])
  const before = await rowsOf(t.databaseUrl)
  const folder = await emptyPlace()
  await restore({ ownerUrl: folder.url, dataDir: folder.dataDir, archive: out, replace: false, holdMail: false })
  const keys = await keysOf(s3.list())
  expect([await rowsOf(folder.url), Object.keys(filesOf(folder.dataDir)).toSorted()]).toEqual([before, keys])
  for (const [key, sum] of Object.entries(filesOf(folder.dataDir))) expect(key.endsWith(sum)).toBe(true)

  const place = await emptyPlace()
  const other = s3Store({ ...bucket.settings, prefix: 'restored/' }, quick)
  const put = () => restore({ ownerUrl: place.url, dataDir: place.dataDir, files: other, archive: out, replace: false, holdMail: false })
  await put()
  expect([await rowsOf(place.url), await keysOf(other.list()), filesOf(place.dataDir)]).toEqual([before, keys, {}])
  for (const key of keys) expect((await other.get(key))!.equals((await s3.get(key))!)).toBe(true)
  const full = await emptyPlace()
  expect(
    await refusalOf(restore({ ownerUrl: full.url, dataDir: full.dataDir, files: other, archive: out, replace: false, holdMail: false })),
  ).toBe('restore.not_empty')
  for (const key of await keysOf(other.list())) await other.remove(key)
}, 60_000)

describe('files that no row names', () => {
  const day = (n: number) => new Date(Date.parse('2027-05-01T00:00:00Z') + n * 86_400_000)
  const strange = '0198c0de-0000-7000-8000-00000000dead'

  test('go after thirty days without a row, counted anew when a row came back; strangers and other things stay', async () => {
    await s3.put(keyFor('orphan'), Buffer.from('orphan'))
    await s3.put(keyFor('returns'), Buffer.from('returns'))
    await s3.put(keyOf(strange, sha256Of(Buffer.from('x'))), Buffer.from('x'))
    await s3.put('readme.txt', Buffer.from('of somebody else'))
    const named = (await keysOf(s3.list())).length
    expect(await sweepFiles(db, s3, day(0))).toMatchObject({ stored: named - 1, orphans: 2, removed: 0, doubtful: false })
    const { id } = (await upload('returns.txt', 'returns')).body as { id: string }
    expect(await sweepFiles(db, s3, day(20))).toMatchObject({ orphans: 1, removed: 0 })
    await t.call(o.key, fileEndpoints.remove, { params: { eventId, id } } as never)
    expect(await sweepFiles(db, s3, day(31))).toMatchObject({ orphans: 2, removed: 1 })
    expect([await s3.has(keyFor('orphan')), await s3.has(keyFor('returns'))]).toEqual([false, true])
    expect(await sweepFiles(db, s3, day(60))).toMatchObject({ orphans: 1, removed: 0 })
    expect(await sweepFiles(db, s3, day(62))).toMatchObject({ removed: 1 })
    expect((await keysOf(s3.list())).filter((k) => k.startsWith(strange) || k === 'readme.txt')).toHaveLength(2)
    expect(
      (await onClient(t.databaseUrl, (c) => c.query("select value from installation where key = 'files.sweep'"))).rows[0].value.removed,
    ).toBe(1)
  })

  test('nothing goes while a backup runs or an upload is on its way, and an upload of just that file wins', async () => {
    await s3.put(keyFor('wanted'), Buffer.from('wanted'))
    await sweepFiles(db, s3, day(100))
    await alone(t.databaseUrl, async () => expect(await sweepFiles(db, s3, day(200))).toBe(null))
    // An upload that has not committed yet, of the same content.
    await t.run(org, async (ctx) => {
      await saveFile(ctx, { name: 'wanted.txt', bytes: Buffer.from('wanted') })
      expect(await sweepFiles(db, s3, day(200))).toMatchObject({ removed: 0 })
    })
    expect(await s3.has(keyFor('wanted'))).toBe(true)
    // The sweeper is first: the upload waits for it and stores the file anew.
    await s3.put(keyFor('racing'), Buffer.from('racing'))
    let saved: Promise<unknown> | undefined
    await db.asSystem(async (tx) => {
      await sql`select pg_advisory_xact_lock(${storingLock(org)})`.execute(tx)
      saved = t.run(org, (ctx) => saveFile(ctx, { name: 'racing.txt', bytes: Buffer.from('racing') }))
      await expect
        .poll(
          async () =>
            (await db.pool.query("select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted")).rows[0].n,
        )
        .toBe(1)
      await s3.remove(keyFor('racing'))
    })
    await saved
    expect(await s3.has(keyFor('racing'))).toBe(true)
    expect(await sweepFiles(db, s3, day(300))).toMatchObject({ orphans: 0, removed: 0 })
  })

  test('a database that does not fit the files takes none of them away', async () => {
    const place = await emptyPlace()
    const folder = diskStore(join(place.dataDir, 'files'))
    for (let i = 0; i < 45; i++) await folder.put(keyFor(`lost ${i}`), Buffer.from(`lost ${i}`))
    expect(await sweepFiles(db, folder, day(400))).toMatchObject({ stored: 45, orphans: 45, doubtful: true })
    expect(await sweepFiles(db, folder, day(500))).toMatchObject({ removed: 0, doubtful: true })
    expect(await keysOf(folder.list())).toHaveLength(45)
    await db.asSystem((tx) => sql`delete from file_orphan`.execute(tx))
  })

  test('halves that a killed process left on the disk go after a day', async () => {
    const dir = join(t.dataDir, 'files', org, 'ab')
    mkdirSync(dir, { recursive: true })
    const name = `ab${'0'.repeat(62)}`
    for (const n of [`${name}.0198c0de`, `${name}.fresh`]) writeFileSync(join(dir, n), 'half')
    utimesSync(join(dir, `${name}.0198c0de`), day(-3), day(-3))
    utimesSync(join(dir, `${name}.fresh`), day(0), day(0))
    await sweepFiles(db, disk, day(0.5))
    expect(readdirSync(dir)).toEqual([`${name}.fresh`])
  })
})
