import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../tests/harness/database.ts'
import { queueMail } from '../../src/kernel/server/mail.ts'
import { createOrganisation } from '../../src/modules/identity/server/index.ts'
import { type App, createApp, inOrganisation } from './app.ts'
import { bare, parentOf, startTraces, type Tracer } from './traces.ts'

type Sent = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: Record<string, unknown> }[]
  status: { code?: number }
}
const bodies: string[] = []
const seen: string[] = []
let answers = 200
const collector = createServer(async (request, reply) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  bodies.push(body)
  seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${request.headers.authorization}`)
  reply.writeHead(answers, { 'content-type': 'application/json' }).end('{}')
})
const warned: string[] = []
let app: App
let tracer: Tracer
let organisationId: string
let cookie: string
const canary = { name: '金絲雀小明', email: 'canary.person@leak.example', password: 'canary horse battery staple 77' }
const spans = () =>
  bodies.flatMap((b) => (JSON.parse(b) as any).resourceSpans.flatMap((r: any) => r.scopeSpans.flatMap((s: any) => s.spans))) as Sent[]
const get = (url: string, headers: Record<string, string> = {}) =>
  app.http.inject({ method: 'GET', url, headers: { host: 'localhost:8080', ...headers } })
const of = (s: Sent) => Object.fromEntries(s.attributes.map((a) => [a.key, Object.values(a.value)[0]]))

beforeAll(async () => {
  await new Promise<void>((up) => collector.listen(0, '127.0.0.1', up))
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  tracer = startTraces({ endpoint, headers: { authorization: 'Bearer t' }, service: 'test', release: '1.2.3' }, (m) => void warned.push(m))
  const database = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'bantoh-traces-'))
  app = await createApp({
    ownerUrl: database.url,
    dataDir,
    secret: 'test-secret-test-secret-test-secret-42',
    publicUrl: 'http://localhost:8080',
    logLevel: 'silent',
    smtpUrl: 'smtp://127.0.0.1:1',
    mailFrom: 'a@b.example',
    trustProxy: true,
    rateLimits: false,
    background: true,
    jobs: false,
    poolSize: 6,
    tracer,
  })
  afterAll(async () => {
    await app.close()
    collector.close()
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  organisationId = (await createOrganisation(app.services.db, app.auth, { organisation: canary.name, ...canary })).organisationId
  const signedIn = await app.http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { host: 'localhost:8080', origin: 'http://localhost:8080' },
    payload: { email: canary.email, password: canary.password },
  })
  expect(signedIn.statusCode).toBe(200)
  cookie = [signedIn.headers['set-cookie']]
    .flat()
    .map((c) => String(c).split(';')[0])
    .join('; ')
}, 60_000)

test('a request is a span under its route, its statements are spans below it, and people are in none of them', async () => {
  await get(`/api/search?q=${encodeURIComponent(canary.name)}`, { cookie })
  await get(`/api/events/${organisationId}`, { cookie })
  await get('/healthz')
  await inOrganisation(app, organisationId, (ctx) =>
    queueMail(ctx, { kind: 'x', to: [{ address: canary.email, name: canary.name }], subject: canary.name, blocks: [] }),
  )
  await app.settle()
  await expect.poll(() => spans().some((s) => s.name === 'mail send'), { timeout: 10_000 }).toBe(true)
  const all = spans()
  expect(new Set(seen)).toEqual(new Set(['POST /v1/traces application/json Bearer t']))
  const request = all.find((s) => s.name === 'GET /api/search')!
  expect([request.kind, of(request), request.parentSpanId, request.status]).toEqual([
    2,
    { 'http.request.method': 'GET', 'http.route': '/api/search', 'http.response.status_code': '200' },
    undefined,
    {},
  ])
  expect([/^[0-9a-f]{32}$/.test(request.traceId), /^[0-9a-f]{16}$/.test(request.spanId)]).toEqual([true, true])
  const below = all.filter((s) => s.traceId === request.traceId && s !== request)
  expect(below.length).toBeGreaterThan(2)
  for (const s of below) {
    expect([s.parentSpanId, s.kind, of(s)['db.system.name']]).toEqual([request.spanId, 3, 'postgresql'])
    expect(BigInt(s.startTimeUnixNano) <= BigInt(s.endTimeUnixNano)).toBe(true)
  }
  expect(below.some((s) => String(of(s)['db.query.text']).includes('$1'))).toBe(true)
  expect(all.filter((s) => s.name.includes('healthz'))).toEqual([])
  const mail = all.find((s) => s.name === 'mail send')!
  expect([mail.kind, mail.status, mail.attributes]).toEqual([3, { code: 2 }, []])
  const text = bodies.join('')
  for (const secret of [...Object.values(canary), encodeURIComponent(canary.name), organisationId, cookie.split('=')[1]!])
    expect([secret, text.includes(secret)]).toEqual([secret, false])
  expect((JSON.parse(bodies[0]!) as any).resourceSpans[0].resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'test' } },
    { key: 'service.version', value: { stringValue: '1.2.3' } },
  ])
})

test('a trace from outside goes on behind a proxy; one that is not recorded stays so', async () => {
  const traceId = 'ab'.repeat(16)
  await get('/api/setup', { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` })
  await get('/api/setup', { traceparent: `00-${'ef'.repeat(16)}-${'cd'.repeat(8)}-00` })
  await expect
    .poll(() => spans().find((s) => s.traceId === traceId && s.kind === 2)?.parentSpanId, { timeout: 10_000 })
    .toBe('cd'.repeat(8))
  expect(spans().filter((s) => s.traceId === 'ef'.repeat(16))).toEqual([])
  for (const bad of [
    '',
    'x',
    `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `ff-${traceId}-${'cd'.repeat(8)}-01`,
    undefined,
    ['a', 'b'],
  ])
    expect([bad, parentOf(bad)]).toEqual([bad, null])
})

test('literals in a statement are blotted out', () => {
  expect(bare("select 'it''s', a  from x where b = 'A123456789'\n and c = $1")).toBe('select ?, a from x where b = ? and c = $1')
})

test('a collector that refuses or is gone costs spans, not requests', async () => {
  answers = 500
  expect((await get('/api/setup')).statusCode).toBe(200)
  await expect.poll(() => warned.some((w) => w.startsWith('traces not taken: HTTP 500')), { timeout: 10_000 }).toBe(true)
  answers = 200
  const away = startTraces({ endpoint: 'http://127.0.0.1:1', headers: {}, service: 'x', release: '1' }, (m) => void warned.push(m))
  for (let i = 0; i < 3000; i++) await away.span('x', 'internal', {}, async () => i)
  await away.stop()
  expect(warned.some((w) => w.includes('fetch failed'))).toBe(true)
})

test('its code is loaded only where an endpoint is set', () => {
  const plain = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8').match(/^import (?!type ).*traces\.ts'/gm)
  expect([plain('app.ts'), plain('main.ts')]).toEqual([null, null])
})
