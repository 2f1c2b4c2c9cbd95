import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createApp, inOrganisation } from '../apps/server/app.ts'
import { scrub } from '../apps/server/log.ts'
import { AppError } from '../src/kernel/server/errors.ts'
import { queueMail } from '../src/kernel/server/mail.ts'
import { createOrganisation } from '../src/modules/identity/server/index.ts'
import { freshDatabase } from './harness/database.ts'

// Stand in for people: whatever of these turns up in a log line has leaked.
const canary = {
  name: '金絲雀小明',
  mail: 'canary.person@leak.example',
  phone: '0912-345-678',
  id: 'A123456789',
  password: 'canary horse battery staple 77',
  organisation: '金絲雀會展公司',
  note: 'CANARY-NOTE-不可外流',
  file: '金絲雀名單.csv',
}

test('a whole flow at the finest log level leaves no name, mail, phone, number, password, token or file name behind', async () => {
  const database = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'bantoh-logs-'))
  const lines: string[] = []
  afterAll(async () => {
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const app = await createApp({
    ownerUrl: database.url,
    dataDir,
    secret: 'test-secret-test-secret-test-secret-42',
    publicUrl: 'http://localhost:8080',
    logLevel: 'trace',
    // Nobody listens there: every letter fails.
    smtpUrl: 'smtp://canary-user:canary-smtp-password@127.0.0.1:1',
    mailFrom: 'a@b.example',
    trustProxy: false,
    rateLimits: false,
    background: true,
    jobs: false,
    poolSize: 6,
    logStream: { write: (line: string) => void lines.push(line) },
  })
  const tokens: string[] = []
  try {
    const { organisationId } = await createOrganisation(app.services.db, app.auth, {
      organisation: canary.organisation,
      name: canary.name,
      email: canary.mail,
      password: canary.password,
    })
    const send = (method: string, url: string, payload?: unknown, headers: Record<string, string> = {}) =>
      app.http.inject({
        method,
        url,
        headers: { host: 'localhost:8080', origin: 'http://localhost:8080', ...headers },
        ...(payload === undefined ? {} : { payload }),
      } as never)
    const signIn = await send('POST', '/api/auth/sign-in/email', { email: canary.mail, password: canary.password })
    expect(signIn.statusCode).toBe(200)
    const cookie = [signIn.headers['set-cookie']]
      .flat()
      .map((c) => String(c).split(';')[0])
      .join('; ')
    tokens.push(
      ...cookie
        .split('; ')
        .map((c) => decodeURIComponent(c.split('=')[1] ?? ''))
        .filter((v) => v.length > 20),
    )
    const as = { cookie }
    await send('POST', '/api/auth/sign-in/email', { email: canary.mail, password: `${canary.password}!` })
    await send('POST', '/api/auth/request-password-reset', { email: canary.mail })
    const made = await send(
      'POST',
      '/api/events',
      { slug: 'canary', name: { zh: canary.note, en: '' }, startDate: '2027-05-13', endDate: '2027-05-14' },
      as,
    )
    expect(made.statusCode).toBe(200)
    const eventId = (made.json() as { id: string }).id
    const person = {
      name: canary.name,
      emails: [canary.mail],
      email: canary.mail,
      phone: canary.phone,
      phones: [canary.phone],
      nationalId: canary.id,
      note: canary.note,
    }
    for (const [method, url, body] of [
      ['POST', '/api/people', person],
      ['POST', '/api/people', { nonsense: canary.name, email: canary.mail }],
      ['POST', '/api/people/batch', { create: [person, person], update: [], remove: [] }],
      ['GET', `/api/people?q=${encodeURIComponent(canary.name)}`, undefined],
      ['GET', `/api/search?q=${encodeURIComponent(canary.mail)}`, undefined],
      ['POST', `/api/events/${eventId}/contacts`, { name: canary.name, email: canary.mail, phone: canary.phone }],
      ['POST', '/api/public/canary/registrations', { name: canary.name, email: canary.mail, phone: canary.phone }],
      ['POST', `/api/nowhere/${encodeURIComponent(canary.mail)}`, person],
      ['PATCH', `/api/people/${encodeURIComponent(canary.id)}`, person],
      ['GET', `/e/canary?name=${encodeURIComponent(canary.name)}`, undefined],
      ['GET', `/join?token=${canary.id}`, undefined],
    ] as const)
      await send(method, url, body, as)
    await send(
      'POST',
      `/api/events/${eventId}/files?name=${encodeURIComponent(canary.file)}`,
      Buffer.from(`${canary.name},${canary.mail}`),
      { ...as, 'content-type': 'application/octet-stream' },
    )
    await send(
      'POST',
      `/api/events/${eventId}/files?name=${encodeURIComponent(canary.file)}`,
      Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.from(canary.note)]),
      { ...as, 'content-type': 'application/octet-stream' },
    )
    await send('POST', '/api/people', `{"name":"${canary.name}", broken`, { ...as, 'content-type': 'application/json' })
    await send('GET', '/api/session', undefined, { authorization: `Bearer ${canary.id}-not-a-key` })
    await inOrganisation(app, organisationId, (ctx) =>
      queueMail(ctx, {
        kind: 'x',
        to: [{ address: canary.mail, name: canary.name }],
        subject: canary.note,
        blocks: [{ kind: 'text', text: canary.note }],
      }),
    )
    await app.settle()
    // The database refuses in its own words, and its words hold values.
    await inOrganisation(app, organisationId, async (ctx) => {
      await ctx.tx
        .insertInto('member')
        .values({ id: canary.name } as never)
        .execute()
    }).catch((err: unknown) => app.http.log.error({ err }, 'request failed'))
    app.http.log.error({ err: new AppError('request.invalid', { email: canary.mail }) }, 'request failed')
  } finally {
    await app.close()
  }
  const log = lines.join('')
  expect(log.length).toBeGreaterThan(200)
  const told = [...Object.values(canary), 'canary-smtp-password', ...tokens].filter(
    (secret) => log.includes(secret) || log.includes(encodeURIComponent(secret)),
  )
  expect(told.map((s) => [s, log.split('\n').find((l) => l.includes(s) || l.includes(encodeURIComponent(s)))])).toEqual([])
}, 60_000)

test('words of databases and parsers lose what was typed, and keep what helps', () => {
  const said: [string, string][] = [
    ['invalid input syntax for type uuid: "金絲雀小明"', 'invalid input syntax for type uuid: ‹input›'],
    ['Unexpected token \'x\', "{"name":"金絲雀"" is not valid JSON', "Unexpected token 'x', ‹input› is not valid JSON"],
    ['550 5.1.1 <canary.person@leak.example>: User unknown', '550 5.1.1 <‹mail›>: User unknown'],
    ['call 0912-345-678 or +886 912 345 678 about A123456789', 'call ‹phone› or ‹phone› about ‹id›'],
    ['duplicate key value violates unique constraint "person_pkey"', 'duplicate key value violates unique constraint "person_pkey"'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ]
  expect(said.map(([text]) => [text, scrub(text)])).toEqual(said)
})
