import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterAll } from 'vitest'
import { type App, createApp, inOrganisation } from '../../apps/server/app.ts'
import type { CallInput, Endpoint, Output } from '../../src/kernel/contract/endpoint.ts'
import type { Problem } from '../../src/kernel/contract/problem.ts'
import type { Ctx } from '../../src/kernel/server/ctx.ts'
import { newId } from '../../src/kernel/contract/ids.ts'
import { addMember, createAccount, createApiKey, createOrganisation } from '../../src/modules/identity/server/index.ts'
import type { Role } from '../../src/modules/identity/contract/roles.ts'
import { eventEndpoints } from '../../src/modules/events/contract/event.ts'
import { freshDatabase } from './database.ts'

export const PASSWORD = 'correct horse battery staple'
type Who = Record<string, string>
export type Answer<T> = { status: number; body: T; problem: Problem; headers: Record<string, unknown> }

/** A whole application over a database of its own, driven in process; closed after the file's tests. */
export async function testApp(
  opts: { background?: boolean; jobs?: boolean; rateLimits?: boolean; smtpUrl?: string; metricsToken?: string } = {},
) {
  const database = await freshDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'bantoh-test-'))
  const queries: string[] = []
  const app: App = await createApp({
    ownerUrl: database.url,
    dataDir,
    secret: 'test-secret-test-secret-test-secret-42',
    publicUrl: 'http://localhost:8080',
    logLevel: 'silent',
    mailFrom: 'Bantoh <bantoh@example.invalid>',
    trustProxy: false,
    rateLimits: opts.rateLimits ?? false,
    background: opts.background ?? true,
    jobs: opts.jobs ?? false,
    poolSize: 12,
    onQuery: (sql) => void queries.push(sql),
    smtpUrl: opts.smtpUrl,
    metricsToken: opts.metricsToken,
  })
  afterAll(async () => {
    await app.close()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** A raw request; `who` is the headers that `owner`, `person` or `apiKey` gave. */
  async function send(who: Who | null, request: InjectOptions) {
    const r = await app.http.inject({ ...request, headers: { host: 'localhost:8080', ...who, ...request.headers } })
    return r
  }
  /** A typed call; `problem` is filled where the status is not 2xx. */
  async function call<E extends Endpoint<any, any, any, any>>(
    who: Who | null,
    e: E,
    input: CallInput<E> = {} as CallInput<E>,
    headers: Who = {},
  ): Promise<Answer<Output<E>>> {
    const { params = {}, query = {}, body } = input as { params?: Who; query?: Record<string, unknown>; body?: unknown }
    const path = e.path.replaceAll(/:(\w+)/g, (_, k: string) => encodeURIComponent(params[k] ?? `missing-${k}`))
    const search = new URLSearchParams(
      Object.entries(query)
        .filter(([, v]) => v !== undefined)
        .map(([k, v]) => [k, String(v)]),
    ).toString()
    const raw = body instanceof Uint8Array
    const r = await send(who, {
      method: e.method,
      url: `/api${path}${search ? `?${search}` : ''}`,
      headers: { ...headers, ...(raw ? { 'content-type': 'application/octet-stream' } : {}) },
      ...(body === undefined ? {} : { payload: (raw ? Buffer.from(body as Uint8Array) : body) as never }),
    })
    const parsed = r.headers['content-type']?.toString().includes('json') ? r.json() : r.rawPayload
    return { status: r.statusCode, body: parsed as Output<E>, problem: parsed as Problem, headers: r.headers }
  }

  async function cookieOf(email: string, password = PASSWORD): Promise<Who> {
    const r = await send(null, {
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email, password },
      headers: { origin: 'http://localhost:8080' },
    })
    if (r.statusCode !== 200) throw new Error(`sign-in: ${r.statusCode} ${r.body}`)
    return { cookie: String(r.headers['set-cookie']).split(';')[0]! }
  }

  let n = 0
  /** A new organisation with its owner's API key as headers. */
  async function organisation(name = '測試會展股份有限公司') {
    const email = `owner${++n}-${newId().slice(-6)}@agency.example`
    const { organisationId, userId } = await createOrganisation(app.services.db, app.auth, {
      organisation: name,
      name: '王大明',
      email,
      password: PASSWORD,
    })
    const { apiKey } = await inOrganisation(app, organisationId, (ctx) => createApiKey(ctx, { name: 'test' }))
    return { organisationId, userId, email, key: { authorization: `Bearer ${apiKey}` } as Who }
  }

  /** A person of the organisation, signed in; with `eventId` on that event's team in the same role. */
  async function person(organisationId: string, role: Role, eventId?: string, groups: string[] = []) {
    const email = `${role}${++n}-${newId().slice(-6)}@agency.example`
    const userId = await createAccount(app.auth, { email, name: `${role} ${n}`, password: PASSWORD })
    await app.services.db.asSystem(async (tx) => {
      await addMember(tx, { organisationId, userId, name: `${role} ${n}`, email, role })
      if (eventId) await tx.insertInto('eventMember').values({ id: newId(), organisationId, eventId, userId, role, groups }).execute()
    })
    return { userId, email, role, headers: await cookieOf(email) }
  }

  async function event(who: Who, draft: Partial<CallInput<typeof eventEndpoints.create>['body']> = {}) {
    const slug = `event-${newId().slice(-12)}`
    const r = await call(who, eventEndpoints.create, {
      body: { slug, name: { zh: '測試論壇', en: 'Test Forum' }, startDate: '2027-05-13', endDate: '2027-05-14', ...draft } as never,
    })
    if (r.status !== 200) throw new Error(`event: ${JSON.stringify(r.problem)}`)
    return r.body
  }

  return {
    app,
    queries,
    send,
    call,
    cookieOf,
    organisation,
    person,
    event,
    dataDir,
    databaseUrl: database.url,
    /** Runs `fn` as the system in an organisation. */
    run: <T>(organisationId: string, fn: (ctx: Ctx) => Promise<T>, eventId: string | null = null) =>
      inOrganisation(app, organisationId, fn, eventId),
    /** How many statements `fn` sends. */
    async count(fn: () => Promise<unknown>) {
      const before = queries.length
      await fn()
      return queries.length - before
    },
  }
}
