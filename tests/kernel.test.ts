import { sql } from 'kysely'
import sharp from 'sharp'
import { SMTPServer } from 'smtp-server'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../src/kernel/contract/ids.ts'
import { queueMail } from '../src/kernel/server/mail.ts'
import { grams } from '../src/kernel/server/search.ts'
import { contactEndpoints } from '../src/modules/events/contract/contact.ts'
import { commentEndpoints, deskEndpoints, fileEndpoints } from '../src/modules/events/contract/desk.ts'
import { eventEndpoints } from '../src/modules/events/contract/event.ts'
import { sessionEndpoints } from '../src/modules/identity/contract/session.ts'
import { testApp } from './harness/app.ts'

type T = Awaited<ReturnType<typeof testApp>>
let t: T
let a: Awaited<ReturnType<T['organisation']>>
let b: Awaited<ReturnType<T['organisation']>>
beforeAll(async () => {
  t = await testApp()
  a = await t.organisation('甲公司')
  b = await t.organisation('乙公司')
})

describe('organisations are kept apart', () => {
  test('another organisation’s event is not found, by any verb', async () => {
    const e = await t.event(a.key)
    const params = { eventId: e.id }
    expect((await t.call(b.key, eventEndpoints.get, { params })).problem.code).toBe('record.not_found')
    expect((await t.call(b.key, eventEndpoints.update, { params, body: { version: 1, slug: 'stolen' } })).problem.code).toBe(
      'record.not_found',
    )
    expect((await t.call(b.key, contactEndpoints.create, { params, body: { name: '闖入' } })).problem.code).toBe('record.not_found')
    expect((await t.call(a.key, eventEndpoints.get, { params })).body.slug).toBe(e.slug)
  })

  test('row-level security holds without the policy: a query for everything shows one’s own only', async () => {
    await t.event(a.key, { name: { zh: '甲的機密' } })
    await t.event(b.key, { name: { zh: '乙的機密' } })
    const seen = await t.run(b.organisationId, (ctx) => ctx.tx.selectFrom('event').select('organisationId').execute())
    expect(seen.length).toBeGreaterThan(0)
    expect(new Set(seen.map((r) => r.organisationId))).toEqual(new Set([b.organisationId]))
    const stolen = t.run(b.organisationId, (ctx) =>
      ctx.tx.insertInto('eventContact').values({ organisationId: a.organisationId, id: newId(), eventId: newId(), name: 'x' }).execute(),
    )
    await expect(stolen).rejects.toThrow(/row-level security/)
    await expect(t.run(b.organisationId, (ctx) => ctx.tx.selectFrom('authUser').selectAll().execute())).rejects.toThrow(/permission denied/)
  })

  test('every table is scoped by forced row-level security or belongs to sign-in and installation', async () => {
    const { rows } = await sql<{ name: string; forced: boolean; scoped: boolean }>`
      select c.relname as name, c.relforcerowsecurity as forced, exists (select 1 from information_schema.columns k where k.table_name = c.relname and k.column_name = 'organisation_id') as scoped
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'`.execute(
      t.app.services.db.kysely,
    )
    const free = rows
      .filter((r) => !(r.forced && r.scoped))
      .map((r) => r.name)
      .toSorted()
    expect(free).toEqual([
      'attempt_count',
      'auth_account',
      'auth_passkey',
      'auth_recovery_code',
      'auth_session',
      'auth_step',
      'auth_totp',
      'auth_user',
      'auth_verification',
      'installation',
      'known_device',
      'kysely_migration',
      'kysely_migration_lock',
      'rate_count',
      'session_guard',
      'sign_in_unlock',
    ])
    expect(rows.length).toBeGreaterThan(20)
  })
})

describe('requests', () => {
  test('a retried create with the same key makes one record; another body under it is refused', async () => {
    const body = { slug: `idem-${newId().slice(-8)}`, name: { zh: '重送' }, startDate: '2027-01-01', endDate: '2027-01-01' }
    const headers = { 'idempotency-key': newId() }
    const both = await Promise.all([
      t.call(a.key, eventEndpoints.create, { body }, headers),
      t.call(a.key, eventEndpoints.create, { body }, headers),
    ])
    expect(both.map((r) => r.status)).toEqual([200, 200])
    expect(both[0]!.body.id).toBe(both[1]!.body.id)
    expect((await t.call(a.key, eventEndpoints.create, { body: { ...body, endDate: '2027-01-02' } }, headers)).problem.code).toBe(
      'idempotency.reused',
    )
  })

  test('a key used for one record is refused for another, although the bodies are alike', async () => {
    const [one, two] = [await t.event(a.key), await t.event(a.key)]
    const headers = { 'idempotency-key': newId() }
    const add = (eventId: string) => t.call(a.key, contactEndpoints.create, { params: { eventId }, body: { name: '陳' } }, headers)
    expect((await add(one.id)).status).toBe(200)
    expect((await add(two.id)).problem.code).toBe('idempotency.reused')
  })

  test('a caller who asks too often is told for how long, and cannot escape by a made-up header', async () => {
    const limited = await testApp({ background: false, rateLimits: true })
    const ask = (n: number) =>
      limited.send(
        { authorization: `Bearer made-up-${n}` },
        { method: 'POST', url: '/api/setup', payload: {}, remoteAddress: `2001:db8::${n}` },
      )
    const codes = new Set<number>()
    for (let n = 0; n < 25; n++) codes.add((await ask(n)).statusCode)
    const last = await ask(26)
    expect([codes.has(429), last.statusCode, last.json().code]).toEqual([true, 429, 'request.rate_limited'])
    expect([last.json().title.includes(`${last.headers['retry-after']} 秒`), last.headers['content-type']]).toEqual([
      true,
      'application/problem+json; charset=utf-8',
    ])
    const neighbour = { method: 'POST', url: '/api/setup', payload: {}, remoteAddress: '2001:db8:0:1::1' } as const
    expect((await limited.send(null, neighbour)).statusCode).toBe(422)
  })

  test('wrong input names its fields in the caller’s language and writes nothing', async () => {
    const body = { slug: 'Bad Slug', name: { zh: '' }, startDate: '2027-13-01', endDate: 'x', surprise: 1 }
    const zh = await t.call(a.key, eventEndpoints.create, { body: body as never })
    expect([zh.status, zh.problem.code, zh.problem.title]).toEqual([422, 'request.invalid', '資料有誤，請看各欄說明。'])
    expect(zh.problem.fields!.map((f) => f.path)).toEqual(['slug', 'name', 'startDate', 'endDate', 'surprise'])
    expect(zh.problem.fields!.find((f) => f.path === 'name')!.message).toBe('請填寫。')
    const en = await t.call(a.key, eventEndpoints.create, { body: body as never }, { 'accept-language': 'en-GB' })
    expect(en.problem.fields!.find((f) => f.path === 'name')!.message).toBe('Please fill this in.')
  })

  test('two people change one record: the second is told', async () => {
    const e = await t.event(a.key)
    const change = (zh: string) =>
      t.call(a.key, eventEndpoints.update, { params: { eventId: e.id }, body: { version: e.version, name: { zh, en: '' } } })
    expect((await change('第一次')).body.version).toBe(2)
    const second = await change('第二次')
    expect([second.status, second.problem.code]).toEqual([409, 'record.conflict'])
  })

  test('malformed bodies, unknown paths and unknown keys are problems, never faults', async () => {
    const bad = await t.send(a.key, {
      method: 'POST',
      url: '/api/events',
      payload: '{"slug":',
      headers: { 'content-type': 'application/json' },
    })
    expect([bad.statusCode, bad.json().code]).toEqual([400, 'request.malformed'])
    const none = await t.send(a.key, { method: 'GET', url: '/api/nothing-here' })
    expect([none.statusCode, none.json().code]).toEqual([404, 'request.unknown_path'])
    const method = await t.send(a.key, { method: 'PATCH', url: '/api/events?x=1', payload: {} })
    expect([method.statusCode, method.json().code, method.headers.allow]).toEqual([405, 'request.method_not_allowed', 'GET, HEAD, POST'])
    const key = await t.send({ authorization: 'Bearer bth_nonsense' }, { method: 'GET', url: '/api/events' })
    expect([key.statusCode, key.json().code]).toEqual([401, 'identity.key_invalid'])
    const nul = await t.call(a.key, eventEndpoints.create, {
      body: { slug: 'nul', name: { zh: 'a\u0000b' }, startDate: '2027-01-01', endDate: '2027-01-01' },
    })
    expect(nul.status).toBeLessThan(500)
    const anonymous = await t.call(null, eventEndpoints.list)
    expect([anonymous.status, anonymous.problem.code]).toEqual([401, 'auth.required'])
    const big = await t.send(a.key, {
      method: 'POST',
      url: '/api/events',
      payload: JSON.stringify({ slug: 'x'.repeat(6_000_000) }),
      headers: { 'content-type': 'application/json' },
    })
    expect([big.statusCode, big.json().code, big.json().title]).toEqual([413, 'request.too_large', '內容太大，超過 5 MB。'])
  })

  test('lists page by cursor without gaps, repeats or missing sorts', async () => {
    const e = await t.event(a.key)
    const names = ['丁', '丙', '乙', '甲', '丁']
    for (const [position, name] of names.entries())
      await t.call(a.key, contactEndpoints.create, { params: { eventId: e.id }, body: { name, position } })
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await t.call(a.key, contactEndpoints.list, {
        params: { eventId: e.id },
        query: { limit: 2, sort: 'position', after } as never,
      })
      expect(page.body.total).toBe(5)
      seen.push(...page.body.rows.map((r) => r.name))
      after = page.body.next ?? undefined
    } while (after)
    expect(seen).toEqual(names)
    expect(
      (await t.call(a.key, contactEndpoints.list, { params: { eventId: e.id }, query: { sort: 'organisation_id' } })).problem.code,
    ).toBe('request.invalid')
    const two = await t.count(() => t.call(a.key, contactEndpoints.list, { params: { eventId: e.id }, query: { limit: 2 } }))
    const five = await t.count(() => t.call(a.key, contactEndpoints.list, { params: { eventId: e.id }, query: { limit: 4 } }))
    expect(five).toBe(two)
  })
})

describe('roles', () => {
  test('front desk sees nothing of the event, viewers change nothing, people off the team see no event', async () => {
    const e = await t.event(a.key)
    const desk = await t.person(a.organisationId, 'frontdesk', e.id)
    const viewer = await t.person(a.organisationId, 'viewer', e.id)
    const planner = await t.person(a.organisationId, 'planner')
    const params = { eventId: e.id }
    expect((await t.call(desk.headers, eventEndpoints.get, { params })).problem.code).toBe('auth.forbidden')
    expect((await t.call(viewer.headers, eventEndpoints.get, { params })).body.can).toEqual({
      'events.edit': false,
      'events.remove': false,
      'goals.edit': false,
      'team.edit': false,
    })
    expect((await t.call(viewer.headers, eventEndpoints.update, { params, body: { version: 1 } })).problem.code).toBe('auth.forbidden')
    expect((await t.call(planner.headers, eventEndpoints.get, { params })).problem.code).toBe('record.not_found')
    expect((await t.call(planner.headers, eventEndpoints.list)).body.rows).toEqual([])
    expect((await t.call(viewer.headers, sessionEndpoints.get)).body.role).toBe('viewer')
  })
})

describe('audit, comments and search', () => {
  test('history tells who changed which labelled field, and hides values from viewers', async () => {
    const e = await t.event(a.key)
    const viewer = await t.person(a.organisationId, 'viewer', e.id)
    const made = await t.call(a.key, contactEndpoints.create, { params: { eventId: e.id }, body: { name: '林小姐', phone: '0912345678' } })
    await t.call(a.key, contactEndpoints.update, { params: { eventId: e.id, id: made.body.id }, body: { version: 1, phone: '0987654321' } })
    const query = { entity: 'eventContact', entityId: made.body.id }
    const { rows } = (await t.call(a.key, deskEndpoints.history, { params: { eventId: e.id }, query })).body
    expect(rows.map((r) => r.action)).toEqual(['update', 'create'])
    expect(rows[0]!.changes).toEqual([{ field: 'phone', label: { zh: '電話', en: 'Phone' }, from: '0912345678', to: '0987654321' }])
    const hidden = await t.send(viewer.headers, {
      method: 'GET',
      url: `/api/events/${e.id}/history?entity=eventContact&entityId=${made.body.id}`,
    })
    expect(hidden.body).not.toContain('0987654321')
    expect(hidden.json().rows[0].changes[0].label.zh).toBe('電話')
  })

  test('a mention reaches the colleague on the team and nobody else', async () => {
    const e = await t.event(a.key)
    const mate = await t.person(a.organisationId, 'staff', e.id)
    const stranger = await t.person(b.organisationId, 'staff')
    const c = await t.call(a.key, commentEndpoints.create, {
      params: { eventId: e.id },
      body: { entity: 'event', entityId: e.id, body: '請看 @同事', mentions: [mate.userId, stranger.userId] },
    })
    expect(c.body.mentions).toEqual([mate.userId])
    expect((await t.call(mate.headers, deskEndpoints.inbox)).body).toMatchObject({
      unread: 1,
      rows: [{ kind: 'mention', body: '請看 @同事' }],
    })
    expect((await t.call(stranger.headers, deskEndpoints.inbox)).body.unread).toBe(0)
    const other = await t.call(mate.headers, commentEndpoints.update, {
      params: { eventId: e.id, id: c.body.id },
      body: { body: '改掉', version: 1 },
    })
    expect(other.problem.code).toBe('auth.forbidden')
  })

  test('two Chinese characters find a record, only where one may look', async () => {
    const e = await t.event(a.key, { name: { zh: '海洋永續會展論壇', en: 'Ocean Forum' } })
    const hits = async (who: Record<string, string>, q: string) =>
      (await t.call(who, deskEndpoints.search, { query: { q } })).body.hits.map((h) => h.entityId)
    expect(await hits(a.key, '永續')).toEqual([e.id])
    expect(await hits(a.key, 'ocean')).toEqual([e.id])
    expect(await hits(b.key, '永續')).toEqual([])
    const off = await t.person(a.organisationId, 'planner')
    expect(await hits(off.headers, '永續')).toEqual([])
    expect(grams('報到 Desk')).toEqual(['報', '報到', '到', 'de', 'es', 'sk'])
  })
})

describe('files', () => {
  const upload = (e: string, name: string, body: Uint8Array) =>
    t.call(a.key, fileEndpoints.upload, { params: { eventId: e }, query: { name }, body: body as never })

  test('images are re-encoded without their metadata, downloads never run in our origin', async () => {
    const e = await t.event(a.key)
    const jpeg = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c4412b' } })
      .withExif({ IFD0: { Copyright: 'secret-place' } })
      .jpeg()
      .toBuffer()
    const up = await upload(e.id, '../../現場 照片.jpg', jpeg)
    expect(up.body).toMatchObject({ name: '....現場 照片.jpg', mime: 'image/jpeg', width: 40, height: 30 })
    const down = await t.send(a.key, { method: 'GET', url: `/api/events/${e.id}/files/${up.body.id}` })
    expect(down.headers['content-disposition']).toMatch(/^attachment;/)
    expect(down.headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(down.rawPayload.includes('secret-place')).toBe(false)
  })

  test('a page in an image’s clothes, SVG, programs, empty and oversized files are refused', async () => {
    const e = await t.event(a.key)
    const bytes = (s: string) => new TextEncoder().encode(s)
    for (const [name, body] of [
      ['a.png', bytes('<html><script>1</script>')],
      ['a.svg', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="1"/>')],
      ['a.exe', bytes('MZ\u0000\u0000')],
      ['a.html', bytes('<p>')],
      ['a.txt', new Uint8Array([0, 1, 2])],
    ] as const)
      expect([name, (await upload(e.id, name, body)).problem.code]).toEqual([name, 'file.refused'])
    expect((await upload(e.id, 'a.bin', new Uint8Array(26 * 1024 * 1024))).status).toBe(413)
    expect((await t.call(a.key, fileEndpoints.list, { params: { eventId: e.id } })).body.rows).toEqual([])
  })
})

test('as many facts in one transaction as an import may state', async () => {
  const many = 20_000
  await t.run(a.organisationId, async (ctx) => {
    for (let i = 0; i < many; i++) ctx.emit('kernel.test', { i })
  })
  const found = await t.run(a.organisationId, (ctx) =>
    ctx.tx
      .selectFrom('outbox')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('type', '=', 'kernel.test')
      .executeTakeFirstOrThrow(),
  )
  expect(Number(found.n)).toBe(many)
  await t.app.settle()
})

describe('mail', () => {
  test('is logged without SMTP and one key sends once', async () => {
    const draft = {
      kind: 'test',
      to: [{ address: 'a@example.invalid' }],
      subject: '主旨\r\nBcc: x',
      blocks: [{ kind: 'text' as const, text: '<b>您好</b>' }],
      dedupeKey: 'once',
    }
    expect(await t.run(a.organisationId, (ctx) => queueMail(ctx, draft))).not.toBeNull()
    expect(await t.run(a.organisationId, (ctx) => queueMail(ctx, draft))).toBeNull()
    await t.app.settle()
    const rows = await t.run(a.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('mailRecipient')
        .innerJoin('mailMessage', 'mailMessage.id', 'mailRecipient.messageId')
        .select(['status', 'subject', 'html'])
        .where('kind', '=', 'test')
        .execute(),
    )
    expect(rows.map((r) => [r.status, r.subject])).toEqual([['logged', '主旨 Bcc: x']])
    expect(rows[0]!.html).toContain('&lt;b&gt;您好&lt;/b&gt;')
  })

  test('goes over SMTP, one letter a person, and a refusal is final and visible', async () => {
    const got: string[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (address, _s, done) =>
        done(address.address.startsWith('gone') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
      onData: (stream, s, done) => {
        stream.resume()
        stream.on('end', () => {
          got.push(...s.envelope.rcptTo.map((r) => r.address))
          done()
        })
      },
    })
    await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok))
    const { port } = server.server.address() as { port: number }
    const smtp = await testApp({ smtpUrl: `smtp://127.0.0.1:${port}` })
    const o = await smtp.organisation()
    await smtp.run(o.organisationId, (ctx) =>
      queueMail(ctx, {
        kind: 'test',
        to: [{ address: 'one@example.invalid' }, { address: 'gone@example.invalid' }],
        subject: 's',
        blocks: [{ kind: 'text', text: 't' }],
      }),
    )
    await smtp.app.settle()
    const rows = await smtp.run(o.organisationId, (ctx) =>
      ctx.tx.selectFrom('mailRecipient').select(['address', 'status']).orderBy('address').execute(),
    )
    expect(rows).toEqual([
      { address: 'gone@example.invalid', status: 'failed' },
      { address: 'one@example.invalid', status: 'sent' },
    ])
    expect(got).toEqual(['one@example.invalid'])
    await new Promise<void>((ok) => server.close(() => ok()))
  })
})
