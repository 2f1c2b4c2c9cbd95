import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { publicRegistrationEndpoints as pub } from '../../../src/modules/registration/contract/public.ts'
import { ticketEndpoints } from '../../../src/modules/registration/contract/ticket.ts'
import { saveFile } from '../../../src/kernel/server/files.ts'
import { backup } from './backup.ts'
import { emptyPlace, filesOf, onClient } from './backup.fixture.ts'
import { restore } from './restore.ts'

const base = mkdtempSync(join(tmpdir(), 'bantoh-live-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

test('taken while people register and upload: one instant of it, in which all sums agree', async () => {
  const t = await testApp()
  const o = await t.organisation()
  const event = await t.event(o.key, { published: true })
  const params = { eventId: event.id }
  const ticket = (await t.call(o.key, ticketEndpoints.create, { params, body: { name: { zh: '一般票' }, quota: 100_000 } })).body
  let n = 0
  let uploads = 0
  let stop = false
  const codes: string[] = []
  const registering = async () => {
    while (!stop) {
      const who = ++n
      const r = await t.call(null, pub.register, {
        params: { slug: event.slug },
        body: {
          ticketTypeId: ticket.id,
          name: `報名人${who}`,
          email: `p${who}@people.example`,
          consents: [{ key: 'privacy', version: '1' }],
        },
      })
      if (r.status !== 200) throw new Error(JSON.stringify(r.problem))
      codes.push(r.body.code)
    }
  }
  const uploading = async () => {
    while (!stop) await t.run(o.organisationId, (ctx) => saveFile(ctx, { name: 'x.txt', bytes: Buffer.from(`upload ${++uploads}`) }))
  }
  const work = Promise.all([registering(), registering(), registering(), uploading()])
  while (codes.length < 60) await new Promise((r) => setTimeout(r, 10))
  const before = [...codes]
  const taken = []
  for (const name of ['a', 'b', 'c']) {
    const out = join(base, name)
    taken.push({
      out,
      ...(await backup({ ownerUrl: t.databaseUrl, dataDir: t.dataDir, out, secretKey: 'k'.repeat(32), withSecret: false })),
    })
  }
  const during = codes.length
  stop = true
  await work
  expect(during).toBeGreaterThan(before.length)
  for (const { out, missing, damaged } of taken) {
    expect([missing.count, damaged.count]).toEqual([0, 0])
    const place = await emptyPlace()
    await restore({ ownerUrl: place.url, dataDir: place.dataDir, archive: out, replace: false, holdMail: true })
    const sums = await onClient(place.url, async (c) => {
      const one = async (sql: string) => (await c.query({ text: sql, rowMode: 'array' })).rows.map((r) => r[0])
      return {
        sold: (await one('select sold from ticket_type'))[0],
        registrations: (await one('select count(*)::int from registration'))[0],
        highest: (await one('select max(number) from registration'))[0],
        desk: (await one('select last_number from registration_desk'))[0],
        codes: await one('select code from registration'),
        files: await one("select organisation_id || '/' || left(sha256, 2) || '/' || sha256 from file order by 1"),
        facts: (await one("select count(*)::int from outbox where type like 'registration.%'"))[0],
      }
    })
    const { registrations } = sums
    expect(sums).toMatchObject({ sold: registrations, highest: registrations, desk: registrations, facts: registrations })
    // What was acknowledged before the backup began is in it, and every file that it names.
    expect(before.filter((code) => !sums.codes.includes(code))).toEqual([])
    expect(Object.keys(filesOf(place.dataDir))).toEqual(sums.files)
  }
}, 120_000)
