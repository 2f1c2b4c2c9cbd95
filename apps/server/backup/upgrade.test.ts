import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { DEMO_PASSWORD } from '../demo.ts'
import { examine } from '../doctor.ts'
import { loadConfig } from '../../../src/kernel/server/config.ts'
import { emptyPlace, onClient } from './backup.fixture.ts'
import { restore, verifyBackup } from './restore.ts'

/** The demo as release 0.1.0 left it, taken from PostgreSQL 15; made once and kept, so that it never learns what came later. */
const archive = join(import.meta.dirname, 'release-0.1.0.tar.zst')

test('the previous release’s installation comes back, is upgraded, sound, and lets people in', async () => {
  const contents = await verifyBackup(archive)
  expect([contents.head.migrations.at(-1), contents.head.postgres]).toEqual(['0020_references', 150_018])
  const place = await emptyPlace()
  const done = await restore({ ownerUrl: place.url, dataDir: place.dataDir, archive, replace: false, holdMail: false })
  expect(done.upgraded).toContain('0051_audit_chain')
  expect(done.secret).toBe('restored')
  // No row was lost on the way up.
  const counted = await onClient(place.url, async (c) => {
    const out: Record<string, number> = {}
    for (const t of contents.manifest.tables)
      out[t.name] = (await c.query(`select count(*)::int as n from ${c.escapeIdentifier(t.name)}`)).rows[0].n
    return out
  })
  const before = Object.fromEntries(contents.manifest.tables.map((t) => [t.name, t.rows]))
  expect(counted).toEqual({ ...before, kysely_migration: before.kysely_migration! + done.upgraded.length })

  const config = loadConfig({ DATA_DIR: place.dataDir })
  const checks = await examine(config, async () => place.url, { full: true })
  const sound = ['restore', 'migrations', 'scope', 'stock', 'audit', 'files']
  expect(checks.filter((c) => sound.includes(c.id)).map((c) => [c.id, c.level])).toEqual(sound.map((id) => [id, 'ok']))
  const app = await createApp({
    ownerUrl: place.url,
    dataDir: place.dataDir,
    secret: config.secretKey,
    publicUrl: 'http://localhost:8080',
    logLevel: 'silent',
    mailFrom: 'a@b.example',
    trustProxy: false,
    rateLimits: false,
    background: false,
    poolSize: 4,
  })
  const signedIn = await app.http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { host: 'localhost:8080', origin: 'http://localhost:8080' },
    payload: { email: 'owner@demo.example', password: DEMO_PASSWORD },
  })
  expect(signedIn.statusCode).toBe(200)
  const events = await app.http.inject({
    url: '/api/events',
    headers: { host: 'localhost:8080', cookie: String(signedIn.headers['set-cookie']).split(';')[0]! },
  })
  expect([events.statusCode, events.json().rows.length > 0]).toEqual([200, true])
  await app.close()
}, 60_000)
