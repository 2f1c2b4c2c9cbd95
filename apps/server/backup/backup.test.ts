import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { DEMO_PASSWORD, setUpDemo } from '../demo.ts'
import { saveFile } from '../../../src/kernel/server/files.ts'
import { createApp } from '../app.ts'
import { backup } from './backup.ts'
import { codeOf, emptyPlace, filesOf, onClient, rowsOf, schemaOf } from './backup.fixture.ts'
import { createArchive, readArchive } from './archive.ts'
import { sha256Of } from './files.ts'
import { unfinishedRestore } from './marker.ts'
import { padding, tarEnd, tarHeader } from './tar.ts'
import { restore, verifyBackup } from './restore.ts'

const secretKey = 'test-secret-test-secret-test-secret-42'
const passphrase = '辦桌 備份的密語 2027'
const base = mkdtempSync(join(tmpdir(), 'bantoh-backup-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const at = (name: string) => join(base, name)

let t: Awaited<ReturnType<typeof testApp>>
const take = (name: string, more: Partial<Parameters<typeof backup>[0]> = {}) =>
  backup({ ownerUrl: t.databaseUrl, dataDir: t.dataDir, out: at(name), secretKey, withSecret: true, passphrase, ...more })
const put = (place: { url: string; dataDir: string }, archive: string, more: Partial<Parameters<typeof restore>[0]> = {}) =>
  restore({ ownerUrl: place.url, dataDir: place.dataDir, archive: at(archive), passphrase, replace: false, holdMail: false, ...more })
/** As on a machine where the server once started: the demo, uploads, hostile text, everything settled. */
beforeAll(async () => {
  t = await testApp()
  await setUpDemo(t.app.services, t.app.auth, t.app.http.log)
  const { organisation } = await onClient(
    t.databaseUrl,
    async (c) => (await c.query('select organisation_id as organisation from organisation')).rows[0],
  )
  await t.run(organisation, async (ctx) => {
    for (const [name, text] of [
      ['一.txt', '第一份 \\N \\. \t\r\n 結尾'],
      ['二.txt', 'second'],
      ['副本.txt', 'second'],
    ] as const)
      await saveFile(ctx, { name, bytes: Buffer.from(text) })
  })
  await t.app.settle()
}, 120_000)

describe('round trip', () => {
  test('an empty folder and database become the same, row by row, file by file, and the app runs on them', async () => {
    const made = await take('whole.tar.zst.age')
    const before = await rowsOf(t.databaseUrl)
    const files = filesOf(t.dataDir)
    expect(Object.keys(before).length).toBeGreaterThan(40)
    expect(Object.keys(files).length).toBeGreaterThan(2)
    const rows = Object.values(before).reduce((n, r) => n + r.length, 0)
    expect(made).toMatchObject({
      rows,
      tables: Object.keys(before).length,
      files: Object.keys(files).length,
      encrypted: true,
      secretIncluded: true,
    })
    expect([made.missing.count, made.damaged.count, made.bytes]).toEqual([0, 0, statSync(made.file).size])
    expect([statSync(made.file).mode & 0o777, readdirSync(base).filter((n) => n.endsWith('.partial'))]).toEqual([0o600, []])

    const place = await emptyPlace()
    const done = await put(place, 'whole.tar.zst.age')
    expect([done.upgraded, done.secret, done.missing, done.mailsHeld]).toEqual([[], 'restored', 0, 0])
    expect(await rowsOf(place.url)).toEqual(before)
    expect(await schemaOf(place.url)).toEqual(await schemaOf(t.databaseUrl))
    expect(filesOf(place.dataDir)).toEqual(files)
    expect(JSON.parse(readFileSync(join(place.dataDir, 'secrets.json'), 'utf8'))).toEqual({ secretKey })
    expect(readdirSync(place.dataDir).toSorted()).toEqual(['files', 'locks', 'secrets.json'])

    const app = await createApp({
      ownerUrl: place.url,
      dataDir: place.dataDir,
      secret: secretKey,
      publicUrl: 'http://localhost:8080',
      logLevel: 'silent',
      mailFrom: 'a@b.example',
      trustProxy: false,
      rateLimits: false,
      background: false,
      poolSize: 4,
    })
    const headers = { host: 'localhost:8080', origin: 'http://localhost:8080' }
    const signedIn = await app.http.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers,
      payload: { email: 'owner@demo.example', password: DEMO_PASSWORD },
    })
    expect(signedIn.statusCode).toBe(200)
    await app.close()
  }, 120_000)
})

describe('what is refused', () => {
  const reasons = async (name: string, more: Partial<Parameters<typeof restore>[0]> = {}) => {
    const place = await emptyPlace()
    const code = await codeOf(put(place, name, more))
    return {
      code,
      tables: Object.keys(await rowsOf(place.url)).length,
      files: Object.keys(filesOf(place.dataDir)).length,
      left: readdirSync(place.dataDir).toSorted(),
    }
  }
  const nothing = { tables: 0, files: 0, left: ['files', 'locks'] }

  test('damaged archives: every cut and every flipped bit, encrypted or not, before anything is changed', async () => {
    await take('plain.tar.zst', { passphrase: undefined })
    const bytes = readFileSync(at('plain.tar.zst'))
    const locked = readFileSync(at('whole.tar.zst.age'))
    const open = (name: string, word?: string) => codeOf(verifyBackup(at(name), word))
    expect([await open('plain.tar.zst'), await open('whole.tar.zst.age', passphrase)]).toEqual(['accepted', 'accepted'])
    const places = [0.001, 0.2, 0.5, 0.9, 0.999].map((p) => Math.floor(p * bytes.length))
    for (const n of [...places, bytes.length - 1]) {
      writeFileSync(at('cut'), bytes.subarray(0, n))
      expect([n, await open('cut')]).toEqual([n, 'restore.damaged'])
    }
    for (const n of places) {
      const flipped = Buffer.from(bytes)
      flipped[n]! ^= 4
      writeFileSync(at('flipped'), flipped)
      expect([n, await open('flipped')]).toEqual([n, 'restore.damaged'])
    }
    writeFileSync(at('longer'), Buffer.concat([bytes, Buffer.from('more')]))
    expect(await open('longer')).toBe('restore.damaged')
    for (const p of [0.3, 0.7, 0.9999]) {
      const n = Math.floor(p * locked.length)
      writeFileSync(at('cut.age'), locked.subarray(0, n))
      const flipped = Buffer.from(locked)
      flipped[n]! ^= 1
      writeFileSync(at('flipped.age'), flipped)
      expect([n, await open('cut.age', passphrase), await open('flipped.age', passphrase)]).toEqual([
        n,
        'restore.damaged',
        'restore.damaged',
      ])
    }
    expect(await reasons('flipped', { passphrase: undefined })).toEqual({ code: 'restore.damaged', ...nothing })
    expect(await reasons('cut.age')).toEqual({ code: 'restore.damaged', ...nothing })
  }, 120_000)

  test('a wrong or no passphrase, other files, nothing at all', async () => {
    writeFileSync(at('letter.pdf'), '%PDF-1.7 something else')
    writeFileSync(at('empty'), '')
    writeFileSync(
      at('other.tar.zst'),
      Buffer.concat([
        zstdCompressSync(Buffer.concat([tarHeader('hello.txt', 2, 0), Buffer.from('hi'), padding(2), tarEnd])),
        readFileSync(at('plain.tar.zst')).subarray(-32),
      ]),
    )
    expect([
      await reasons('whole.tar.zst.age', { passphrase: 'not the passphrase' }),
      await reasons('whole.tar.zst.age', { passphrase: undefined }),
      await reasons('letter.pdf'),
      await reasons('empty'),
      await reasons('other.tar.zst'),
      await reasons('nowhere'),
    ]).toEqual(
      ['passphrase_wrong', 'passphrase_missing', 'not_backup', 'not_backup', 'not_backup', 'no_file'].map((c) => ({
        code: `restore.${c}`,
        ...nothing,
      })),
    )
    expect(await codeOf(take('short.age', { passphrase: '密語密語' }))).toBe('backup.passphrase_short')
    expect(await codeOf(take('whole.tar.zst.age'))).toBe('backup.exists')
    expect(await codeOf(take('nowhere/x.tar.zst'))).toBe('backup.unwritable')
  }, 60_000)

  /** An archive like the plain one, with some entries changed and its sums right. */
  async function forge(name: string, change: (entry: { name: string; body: Buffer }) => { name: string; body: Buffer } | null) {
    const archive = await createArchive(at(name))
    for await (const e of readArchive(at('plain.tar.zst')).entries) {
      const made = change(e)
      if (!made) continue
      const body =
        made.name === 'manifest.json'
          ? Buffer.from(JSON.stringify({ ...JSON.parse(made.body.toString()), sha256: archive.digest() }))
          : made.body
      await archive.put(made.name, body)
    }
    await archive.finish()
  }
  const inJson = (name: string, fn: (v: any) => unknown) => (e: { name: string; body: Buffer }) =>
    e.name === name ? { name, body: Buffer.from(JSON.stringify(fn(JSON.parse(e.body.toString())))) } : e

  test('newer archives, other tables, names that lead elsewhere, missing and doubled parts', async () => {
    const evil = (body: Buffer) => ({ name: 'files/../../../evil', body })
    await forge('same', (e) => e)
    await forge(
      'format',
      inJson('bantoh.json', (h) => ({ ...h, format: 99, release: '9.9.9' })),
    )
    await forge(
      'migration',
      inJson('bantoh.json', (h) => ({ ...h, migrations: [...h.migrations, '9999_future'] })),
    )
    await forge(
      'columns',
      inJson('manifest.json', (m) => ({
        ...m,
        tables: m.tables.map((t: any) => (t.name === 'event' ? { ...t, columns: t.columns.slice(1) } : t)),
      })),
    )
    await forge(
      'rows',
      inJson('manifest.json', (m) => ({ ...m, tables: m.tables.map((t: any) => (t.name === 'event' ? { ...t, rows: t.rows + 1 } : t)) })),
    )
    await forge('path', (e) => (e.name.startsWith('files/') ? evil(e.body) : e))
    await forge('headless', (e) => (e.name === 'bantoh.json' ? null : e))
    await forge('fileless', (e) => (e.name.startsWith('files/') ? null : e))
    await forge('tableless', (e) => (e.name.startsWith('tables/event/') ? null : e))
    await forge('endless', (e) => (e.name === 'manifest.json' ? null : e))
    await forge('changed', (e) => (e.name.startsWith('files/') ? { ...e, body: Buffer.from('other') } : e))
    const codes = []
    for (const n of ['format', 'migration', 'columns', 'rows', 'path', 'headless', 'fileless', 'tableless', 'endless', 'changed'])
      codes.push([n, await reasons(n, { passphrase: undefined })])
    const refused = (code: string) => ({ code, ...nothing })
    expect(await codeOf(verifyBackup(at('same')))).toBe('accepted')
    expect(codes).toEqual([
      ['format', refused('restore.newer')],
      ['migration', refused('restore.newer')],
      ['columns', refused('restore.schema_differs')],
      ['rows', refused('restore.damaged')],
      ['path', refused('restore.damaged')],
      ['headless', refused('restore.not_backup')],
      ['fileless', refused('restore.damaged')],
      ['tableless', refused('restore.damaged')],
      ['endless', refused('restore.damaged')],
      ['changed', refused('restore.damaged')],
    ])
  }, 120_000)

  test('a row that breaks a rule of the database takes the whole restore back', async () => {
    // A mail recipient whose letter does not exist: only the re-made foreign key can notice.
    await forge('orphan', (e) =>
      e.name === 'manifest.json'
        ? inJson('manifest.json', (m) => ({
            ...m,
            tables: m.tables.map((x: any) =>
              x.name === 'mail_message' ? { ...x, rows: 0, bytes: 0, sha256: sha256Of(Buffer.alloc(0)) } : x,
            ),
          }))(e)
        : e.name.startsWith('tables/mail_message/')
          ? null
          : e,
    )
    const place = await emptyPlace()
    expect(await codeOf(put(place, 'orphan', { passphrase: undefined }))).toBe('23503')
    expect([await rowsOf(place.url), readdirSync(place.dataDir).toSorted()]).toEqual([{}, ['files', 'locks']])
  }, 60_000)
})

describe('over what is there', () => {
  test('refuses data, strangers and company; --replace takes the place over whole', async () => {
    const place = await emptyPlace()
    await put(place, 'whole.tar.zst.age')
    await onClient(place.url, (c) => c.query("update event set slug = 'changed-' || right(id::text, 12)"))
    const changed = await rowsOf(place.url)
    expect(await codeOf(put(place, 'whole.tar.zst.age'))).toBe('restore.not_empty')
    expect(await onClient(place.url, () => codeOf(put(place, 'whole.tar.zst.age', { replace: true })))).toBe('restore.in_use')
    expect(await rowsOf(place.url)).toEqual(changed)
    await put(place, 'whole.tar.zst.age', { replace: true })
    expect(await rowsOf(place.url)).toEqual(await rowsOf(t.databaseUrl))
    expect(await schemaOf(place.url)).toEqual(await schemaOf(t.databaseUrl))

    const foreign = await emptyPlace()
    await onClient(foreign.url, (c) => c.query('create table ledger (a int); insert into ledger values (7)'))
    expect(await codeOf(put(foreign, 'whole.tar.zst.age', { replace: true }))).toBe('restore.foreign_database')
    expect(await rowsOf(foreign.url)).toEqual({ ledger: ['(7)'] })
  }, 60_000)

  test('a restore that fails half-way leaves the old installation as it was', async () => {
    const place = await emptyPlace()
    await put(place, 'whole.tar.zst.age')
    const before = await rowsOf(place.url)
    expect(await codeOf(put(place, 'orphan', { passphrase: undefined, replace: true }))).toBe('23503')
    expect([await rowsOf(place.url), unfinishedRestore(place.dataDir)]).toEqual([before, null])
  }, 60_000)

  test('letters that waited can be held back, and the key given by the environment wins', async () => {
    const place = await emptyPlace()
    await onClient(t.databaseUrl, (c) =>
      c.query(
        "update mail_recipient set status = 'queued', next_at = '2999-01-01', sent_at = null where id = (select min(id::text)::uuid from mail_recipient)",
      ),
    )
    await take('waiting.age')
    const done = await put(place, 'waiting.age', { holdMail: true, givenSecret: 'x'.repeat(40) })
    const { rows } = await onClient(place.url, (c) =>
      c.query("select status, count(*)::int as n from mail_recipient group by 1 having status in ('queued', 'failed')"),
    )
    expect([done.mailsHeld, rows, done.secret]).toEqual([1, [{ status: 'failed', n: 1 }], 'differs'])
    const other = await emptyPlace()
    expect((await put(other, 'waiting.age', { givenSecret: secretKey })).secret).toBe('same')
    expect(readdirSync(other.dataDir).toSorted()).toEqual(['files', 'locks'])
  }, 60_000)
})

test('lost and damaged files are named, kept as they are, and stop nothing', async () => {
  const names = Object.keys(filesOf(t.dataDir))
  const [gone, bad] = [names[0]!, names[1]!].map((n) => ({ path: join(t.dataDir, 'files', n), sha256: n.split('/').at(-1)! }))
  const kept = [readFileSync(gone!.path), readFileSync(bad!.path)]
  unlinkSync(gone!.path)
  writeFileSync(bad!.path, 'rotten')
  const made = await take('lossy.age')
  expect([made.missing.count, made.damaged.count]).toEqual([1, 1])
  expect([made.missing.first[0]!.sha256, made.damaged.first[0]!.sha256]).toEqual([gone!.sha256, bad!.sha256])
  const place = await emptyPlace()
  const done = await put(place, 'lossy.age')
  expect([done.missing, done.damaged, done.files]).toEqual([1, 1, names.length - 1])
  expect(filesOf(place.dataDir)).toEqual(filesOf(t.dataDir))
  writeFileSync(gone!.path, kept[0]!)
  writeFileSync(bad!.path, kept[1]!)
}, 60_000)
