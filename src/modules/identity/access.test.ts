import { describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { queueMail } from '../../kernel/server/mail.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { apiKeyEndpoints, portalEndpoints } from './contract/access.ts'
import { eventMailEndpoints, mailEndpoints } from './contract/mail.ts'
import { organisationEndpoints } from './contract/organisation.ts'
import { sessionEndpoints, setupEndpoints } from './contract/session.ts'
import { createPortalLink, issueSetupToken } from './server/index.ts'
import { weakPassword } from './server/passwords.ts'

const app = await testApp()
const limits = { scopes: ['events.edit'], expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10) }
const { call, person, send } = app
let org: Awaited<ReturnType<typeof app.organisation>>
let other: Awaited<ReturnType<typeof app.organisation>>

test('set-up: told what the link is good for, refused with a wrong one, and of two at once one succeeds', async () => {
  const db = app.app.services.db
  const old = (await issueSetupToken(db))!
  const token = (await issueSetupToken(db))!
  const state = async (t: string) => (await call(null, setupEndpoints.check, { body: { token: t } })).body.state
  expect([await state(old), await state(''), await state(token)]).toEqual(['wrong', 'wrong', 'ready'])
  const body = (n: number, t = token) => ({
    token: t,
    organisation: `首 ${n}`,
    name: '王',
    email: `first${n}@setup.example`,
    password: PASSWORD,
  })
  expect((await call(null, setupEndpoints.run, { body: body(0, old) })).problem.code).toBe('setup.wrong_token')
  const weak = await call(null, setupEndpoints.run, { body: { ...body(0), password: 'qwertyuiop' } })
  expect([weak.problem.code, weak.problem.fields?.[0]?.path]).toEqual(['identity.weak_password', 'password'])
  const answers = await Promise.all([1, 2, 3].map((n) => call(null, setupEndpoints.run, { body: body(n) })))
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409])
  expect(answers.find((a) => a.status === 409)!.problem.code).toBe('setup.done_already')
  const { rows } = await db.asSystem((tx) => sql<{ n: number }>`select count(*)::int as n from auth_user`.execute(tx))
  expect(rows[0]!.n).toBe(1)
  expect(await state(token)).toBe('done')
  org = await app.organisation('甲會展')
  other = await app.organisation('乙會展')
})

describe('passwords', () => {
  test('short, repeated, counted and common ones are weak; a sentence is not', () => {
    const weak = ['short', 'aaaaaaaaaa', '一二三', '12345678910', 'QwertyUiop', 'P@ssw0rd123', 'abcdefghijklm', 'ji32k7au4a83']
    expect(weak.map((p) => weakPassword(p))).toEqual(weak.map(() => true))
    expect([PASSWORD, '辦桌要辦一百桌才夠吃飽', 'T7#kd92mQz'].map((p) => weakPassword(p))).toEqual([false, false, false])
  })

  const auth = (path: string, payload: object, who: Record<string, string> | null = null) =>
    send(who, { method: 'POST', url: `/api/auth${path}`, payload, headers: { origin: 'http://localhost:8080' } })
  test('sign-in and reset answer the same for an address with and without account', async () => {
    const known = await auth('/sign-in/email', { email: org.email, password: 'wrong wrong wrong' })
    const unknown = await auth('/sign-in/email', { email: 'nobody@nowhere.example', password: 'wrong wrong wrong' })
    expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body])
    expect(known.statusCode).toBe(401)
    const a = await auth('/request-password-reset', { email: org.email })
    const b = await auth('/request-password-reset', { email: 'nobody@nowhere.example' })
    expect([a.statusCode, a.body]).toEqual([b.statusCode, b.body])
    expect(a.statusCode).toBe(200)
    expect((await auth('/sign-up/email', { email: 'x@y.example', name: 'x', password: PASSWORD })).statusCode).toBe(404)
  })

  test('what is refused is a problem with a code, in the caller’s language', async () => {
    const said = async (path: string, payload: object, headers: Record<string, string> = {}) => {
      const r = await auth(path, payload, headers)
      return [r.statusCode, r.json().code, r.json().title, String(r.headers['content-type']).split(';')[0]]
    }
    expect(await said('/sign-in/email', { email: org.email, password: 'wrong wrong wrong' }, { 'accept-language': 'en' })).toEqual([
      401,
      'identity.credentials_wrong',
      'E-mail or password is not right.',
      'application/problem+json',
    ])
    expect((await said('/sign-in/email', { email: 'no address', password: 5 })).slice(0, 2)).toEqual([422, 'request.invalid'])
    expect((await said('/reset-password', { token: 'made up', newPassword: PASSWORD }))[1]).toBe('identity.reset_invalid')
    expect((await said('/change-password', { currentPassword: PASSWORD, newPassword: 'third new sentence' }))[1]).toBe('auth.required')
    const foreign = await send(null, {
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email: org.email, password: PASSWORD },
      headers: { origin: 'https://evil.example', cookie: 'bantoh.session_token=x' },
    })
    expect([foreign.statusCode, foreign.json().code]).toEqual([403, 'identity.foreign_origin'])
  })

  test('a page of another site changes nothing with the cookie of who is signed in, nor does one that tells nothing of itself but its site', async () => {
    const me = await person(org.organisationId, 'owner')
    const event = await app.event(me.headers)
    const recolour = (from: Record<string, string>) =>
      call({ ...me.headers, ...from }, eventEndpoints.update, {
        params: { eventId: event.id },
        body: { colour: '#0B6E4F', version: event.version },
      })
    const elsewhere: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://localhost.evil.example' },
    ]
    for (const from of elsewhere) expect([from, (await recolour(from)).problem?.code]).toEqual([from, 'auth.required'])
    // Reading is not refused: the browser keeps the answer from the foreign page.
    expect((await call({ ...me.headers, ...elsewhere[0] }, eventEndpoints.get, { params: { eventId: event.id } })).body.version).toBe(
      event.version,
    )
    expect((await recolour({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test('a reset link works once, refuses weak passwords, and signs every device out', async () => {
    const me = await person(org.organisationId, 'planner')
    await auth('/request-password-reset', { email: me.email })
    const letter = async () =>
      (
        await app.app.services.db.asSystem((tx) =>
          sql<{
            text: string
          }>`select body_text as text from mail_message m join mail_recipient r on r.message_id = m.id where r.address = ${me.email} and kind = 'identity.reset'`.execute(
            tx,
          ),
        )
      ).rows[0]?.text
    await expect.poll(letter).toBeTruthy()
    const token = /\/app\/reset\?token=([\w-]+)/.exec((await letter())!)![1]!
    const weak = await auth('/reset-password', { newPassword: '1234567890', token })
    expect([weak.statusCode, weak.json().code]).toEqual([422, 'identity.weak_password'])
    expect((await auth('/reset-password', { newPassword: 'a wholly new sentence', token })).statusCode).toBe(200)
    expect((await auth('/reset-password', { newPassword: 'another new sentence', token })).statusCode).toBe(400)
    expect((await call(me.headers, sessionEndpoints.get)).body.user).toBeNull()
    const cookie = await app.cookieOf(me.email, 'a wholly new sentence')
    expect(
      (await auth('/change-password', { currentPassword: 'not it at all', newPassword: 'third new sentence' }, cookie)).statusCode,
    ).toBe(400)
    expect(
      (await auth('/change-password', { currentPassword: 'a wholly new sentence', newPassword: 'password1234' }, cookie)).json().code,
    ).toBe('identity.weak_password')
    expect(
      (
        await auth(
          '/change-password',
          { currentPassword: 'a wholly new sentence', newPassword: 'third new sentence', revokeOtherSessions: true },
          cookie,
        )
      ).statusCode,
    ).toBe(200)
  })
})

describe('API keys', () => {
  test('shown once, limited to their role, dead when revoked or expired', async () => {
    const event = await app.event(org.key)
    const made = (
      await call(org.key, apiKeyEndpoints.create, { body: { name: '看板', role: 'viewer', ...limits } }, { 'idempotency-key': 'k1' })
    ).body
    const key = { authorization: `Bearer ${made.apiKey}` }
    expect(made.prefix).toBe(made.apiKey.slice(0, 10))
    const retry = { body: { name: '重送', role: 'viewer' as const, ...limits } }
    const both = await Promise.all([1, 2].map(() => call(org.key, apiKeyEndpoints.create, retry, { 'idempotency-key': 'k2' })))
    expect(both.map((r) => r.problem.code ?? 'made').toSorted()).toEqual(['identity.key_shown_once', 'made'])
    expect((await call(org.key, apiKeyEndpoints.list)).body.rows.filter((k) => k.name === '重送').length).toBe(1)
    const stored = await app.app.services.db.asSystem((tx) =>
      sql<{
        t: string
      }>`select coalesce(string_agg(k::text, ''), '') || (select coalesce(string_agg(i::text, ''), '') from idempotency i) as t from api_key k`.execute(
        tx,
      ),
    )
    expect(stored.rows[0]!.t).not.toContain(made.apiKey.slice(12))
    expect((await call(key, eventEndpoints.get, { params: { eventId: event.id } })).status).toBe(200)
    expect((await call(key, eventEndpoints.list)).body.rows.map((r) => r.id)).toContain(event.id)
    expect((await call(key, eventEndpoints.update, { params: { eventId: event.id }, body: { colour: '', version: 1 } })).problem.code).toBe(
      'auth.forbidden',
    )
    const list = (await call(org.key, apiKeyEndpoints.list)).body.rows
    expect(list.find((k) => k.id === made.id)).toMatchObject({ name: '看板', role: 'viewer', revokedAt: null })
    expect(list.find((k) => k.id === made.id)!.lastUsedAt).not.toBeNull()
    expect((await call(other.key, apiKeyEndpoints.revoke, { params: { id: made.id } })).problem.code).toBe('record.not_found')
    expect((await call(org.key, apiKeyEndpoints.revoke, { params: { id: made.id } })).status).toBe(200)
    expect((await call(key, eventEndpoints.list)).problem.code).toBe('identity.key_invalid')
    expect(
      (await call(org.key, apiKeyEndpoints.create, { body: { name: 'x', role: 'owner', ...limits, expiresOn: '2020-01-01' } })).problem
        .fields?.[0]?.path,
    ).toBe('expiresOn')
    expect((await call({ authorization: 'Bearer nonsense' }, apiKeyEndpoints.list)).problem.code).toBe('identity.key_invalid')
  })
})

test('portal links: tell what they are for, may do nothing else, and close', async () => {
  const event = await app.event(org.key)
  const entityId = newId()
  const token = await app.run(
    org.organisationId,
    (ctx) =>
      createPortalLink(ctx, { entity: 'speaker', entityId, name: '林語澄', scopes: ['speaker.self'], expiresAt: '2999-01-01T00:00:00Z' }),
    event.id,
  )
  const portal = { authorization: `Portal ${token}` }
  expect((await call(portal, portalEndpoints.session)).body).toMatchObject({
    entity: 'speaker',
    entityId,
    eventId: event.id,
    name: '林語澄',
    scopes: ['speaker.self'],
    organisation: { name: '甲會展' },
  })
  expect((await call(null, portalEndpoints.session)).problem.code).toBe('identity.link_invalid')
  expect((await call({ authorization: 'Portal nonsense' }, portalEndpoints.session)).problem.code).toBe('identity.link_invalid')
  expect((await call(portal, eventEndpoints.get, { params: { eventId: event.id } })).status).toBe(404)
  const params = { eventId: event.id }
  const [link] = (await call(org.key, portalEndpoints.list, { params, query: { entity: 'speaker', entityId } })).body.rows
  expect(link!.lastUsedAt).not.toBeNull()
  const staff = await person(org.organisationId, 'staff', event.id)
  expect((await call(staff.headers, portalEndpoints.list, { params })).problem.code).toBe('auth.forbidden')
  expect((await call(org.key, portalEndpoints.revoke, { params: { ...params, id: link!.id } })).status).toBe(200)
  expect((await call(org.key, portalEndpoints.revoke, { params: { ...params, id: link!.id } })).problem.code).toBe('record.not_found')
  expect((await call(portal, portalEndpoints.session)).problem.code).toBe('identity.link_invalid')
})

describe('organisation', () => {
  test('changes with version, refuses nonsense, and keeps a cleaned logo', async () => {
    const now = (await call(org.key, organisationEndpoints.get)).body
    const bad = await call(org.key, organisationEndpoints.update, {
      body: { taxId: '1234567', website: 'javascript:alert(1)', colour: 'red', version: now.version },
    })
    expect(bad.problem.fields?.map((f) => f.path).sort()).toEqual(['colour', 'taxId', 'website'])
    const taxId = async (v: string) =>
      (await call(org.key, organisationEndpoints.update, { body: { taxId: v, version: now.version } })).problem.fields?.map((f) => f.code)
    expect([await taxId('1234567'), await taxId('12345678')]).toEqual([['identity.tax_id_format'], ['identity.tax_id_checksum']])
    const done = await call(org.key, organisationEndpoints.update, {
      body: { nameEn: 'Jia <Events>', taxId: ' 0459-5257', colour: '#2E7D6B', version: now.version },
    })
    expect([done.body.nameEn, done.body.taxId, done.body.version]).toEqual(['Jia <Events>', '04595257', now.version + 1])
    expect((await call(org.key, organisationEndpoints.update, { body: { name: 'x', version: now.version } })).problem.code).toBe(
      'record.conflict',
    )
    expect((await call(org.key, organisationEndpoints.logo)).problem.code).toBe('record.not_found')
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
    expect(
      (await call(org.key, organisationEndpoints.putLogo, { query: { name: 'l.pdf' }, body: new TextEncoder().encode('%PDF-1.4 x') }))
        .status,
    ).toBe(422)
    expect((await call(org.key, organisationEndpoints.putLogo, { query: { name: 'l.png' }, body: png })).body.logoFileId).not.toBeNull()
    const viewer = await person(org.organisationId, 'viewer')
    const image = await call(viewer.headers, organisationEndpoints.logo)
    expect([image.status, image.headers['content-type']]).toEqual([200, 'image/png'])
    expect((await call(org.key, organisationEndpoints.removeLogo)).body.logoFileId).toBeNull()
  })
})

describe('mail outbox', () => {
  test('who sees which letters; the frame is locked; failed ones go again', async () => {
    const [mine, theirs] = [await app.event(org.key), await app.event(org.key)]
    const letter = (eventId: string | null, kind: string, subject: string) =>
      app.run(
        org.organisationId,
        (ctx) =>
          queueMail(ctx, {
            kind,
            to: [{ address: `a-${subject}@x.example`, name: '<i>甲</i>' }, { address: `b-${subject}@x.example` }],
            subject,
            blocks: [
              { kind: 'text', text: '<script>alert(1)</script>' },
              { kind: 'image', cid: 'qr', width: 100, alt: 'QR' },
            ],
            attachments: [{ filename: 'qr.png', contentType: 'image/png', base64: 'iVBORw0KGgo=', cid: 'qr' }],
          }),
        eventId,
      )
    const one = (await letter(mine.id, 'registration.ticket', 'ticket'))!
    const far = (await letter(theirs.id, 'registration.ticket', 'far'))!
    const secret = (await letter(null, 'identity.reset', 'secret'))!
    await app.app.settle()
    const owner = (await call(org.key, mailEndpoints.list)).body
    expect(owner.rows.map((r) => r.id)).toEqual(expect.arrayContaining([one, far, secret]))
    expect(owner.rows.find((r) => r.id === one)).toMatchObject({ recipients: 2, logged: 2, queued: 0, failed: 0, subject: 'ticket' })
    const [director, planner, staff] = [
      await person(org.organisationId, 'director'),
      await person(org.organisationId, 'planner', mine.id),
      await person(org.organisationId, 'staff', mine.id),
    ]
    const ids = async (who: Record<string, string>) => (await call(who, mailEndpoints.list)).body.rows.map((r) => r.id)
    expect((await ids(director.headers)).includes(secret)).toBe(false)
    expect(await ids(planner.headers)).toEqual([one])
    expect((await call(staff.headers, mailEndpoints.list)).problem.code).toBe('auth.forbidden')
    expect((await call(planner.headers, mailEndpoints.get, { params: { id: far } })).problem.code).toBe('record.not_found')
    expect((await call(director.headers, mailEndpoints.html, { params: { id: secret } })).problem.code).toBe('record.not_found')
    expect((await call(other.key, mailEndpoints.get, { params: { id: one } })).problem.code).toBe('record.not_found')
    expect((await call(planner.headers, eventMailEndpoints.get, { params: { eventId: mine.id, id: far } })).problem.code).toBe(
      'record.not_found',
    )
    const html = await call(planner.headers, eventMailEndpoints.html, { params: { eventId: mine.id, id: one } })
    expect(html.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox",
    )
    expect(String(html.body)).not.toContain('<script>')
    expect(String(html.body)).toContain('data:image/png;base64,iVBORw0KGgo=')
    const detail = (await call(planner.headers, mailEndpoints.get, { params: { id: one } })).body
    expect([detail.people.map((p) => p.address), detail.attachments, detail.can]).toEqual([
      ['a-ticket@x.example', 'b-ticket@x.example'],
      [{ filename: 'qr.png', contentType: 'image/png', size: 9 }],
      { retry: false, cancel: false },
    ])
    await app.app.services.db.asSystem((tx) =>
      tx
        .updateTable('mailRecipient')
        .set({ status: 'failed', lastError: '550 no such user', attempts: 8 })
        .where('messageId', '=', one)
        .where('address', 'like', 'a-%')
        .execute(),
    )
    expect((await call(planner.headers, mailEndpoints.list, { query: { status: 'failed' } })).body).toMatchObject({
      total: 1,
      counts: { failed: 1, logged: 1 },
    })
    expect((await call(planner.headers, mailEndpoints.retry, { params: { id: one } })).body).toEqual({ retried: 1 })
    await app.app.settle()
    expect((await call(planner.headers, mailEndpoints.get, { params: { id: one } })).body.people.map((p) => p.status)).toEqual([
      'logged',
      'logged',
    ])
    expect((await call(org.key, mailEndpoints.list, { query: { q: 'b-far@' } })).body.rows.map((r) => r.id)).toEqual([far])
  })

  test('pages follow each other without gap or double', async () => {
    for (let i = 0; i < 5; i++)
      await app.run(other.organisationId, (ctx) =>
        queueMail(ctx, { kind: 'x', to: [{ address: 'x@x.example' }], subject: `n${i}`, blocks: [] }),
      )
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = (await call(other.key, mailEndpoints.list, { query: { limit: 2, after } })).body
      seen.push(...page.rows.map((r) => r.subject))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(['n4', 'n3', 'n2', 'n1', 'n0'])
    expect((await call(other.key, mailEndpoints.list, { query: { after: "x'; drop table" } })).problem.code).toBe('request.invalid')
  })
})
