import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createApp, inOrganisation } from '../apps/server/app.ts'
import { startPostgres } from '../apps/server/postgres.ts'
import { loadConfig } from '../src/kernel/server/config.ts'
import { migrate } from '../src/kernel/server/migrate.ts'
import { createApiKey, createOrganisation } from '../src/modules/identity/server/index.ts'
import { client } from './load.ts'
import type { Bench } from './run.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 80)
const REQUESTS = Number(process.env.REQUESTS ?? 96)
const WIDTH = 8

/**
 * What isolation costs: the same requests over HTTP on two databases of one server, with it (stepping down to `bantoh_app`, row-level
 * security on every table) and without it (plain transactions, row-level security off), in turns, once only
 * looking and once with two registrations in eight requests; the median of what neighbouring rounds differ by.
 */
export default async function run(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bantoh-bench-isolation-'))
  const server = await startPostgres({ dataDir })
  try {
    const sides = { with: await house(server.url, 'guarded', dataDir), without: await house(server.url, 'bare', dataDir) }
    const { db } = sides.without.app.services
    const { rows } = await db.pool.query<{ t: string }>(
      "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity",
    )
    for (const { t } of rows) await db.pool.query(`alter table "${t}" disable row level security`)
    db.inOrganisation = (_, fn) => db.kysely.transaction().execute(fn)
    const compare = async (writes: boolean) => {
      const rates: { with: number; without: number }[] = []
      for (let i = -5; i < ROUNDS; i++) {
        const pair = { with: 0, without: 0 }
        for (const side of i % 2 ? (['with', 'without'] as const) : (['without', 'with'] as const))
          pair[side] = await round(sides[side], writes)
        if (i >= 0) rates.push(pair)
      }
      return {
        with: Math.round(median(rates.map((r) => r.with))),
        without: Math.round(median(rates.map((r) => r.without))),
        cost: Math.round(median(rates.map((r) => 1 - r.with / r.without)) * 1000) / 10,
      }
    }
    const looks = await compare(false)
    const mixed = await compare(true)
    for (const { app } of Object.values(sides)) await app.close()
    return {
      name: 'isolation',
      figures: {
        rounds: ROUNDS,
        requests: REQUESTS,
        looksPerSecond: looks.with,
        looksPerSecondWithout: looks.without,
        looksCostPercent: looks.cost,
        mixedPerSecond: mixed.with,
        mixedPerSecondWithout: mixed.without,
        mixedCostPercent: mixed.cost,
      },
      targets: { mixedCostPercent: '<= 5' },
      ok: mixed.cost <= 5,
    }
  } finally {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const median = (xs: number[]) => xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)]!

/** An app on a database of its own with the demo, and what to ask it for. */
async function house(serverUrl: string, name: string, dataDir: string) {
  const owner = new pg.Client({ connectionString: serverUrl })
  await owner.connect()
  await owner.query(`create database ${name}`)
  await owner.end()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await migrate(url.href)
  const config = loadConfig({ DATA_DIR: dataDir })
  const app = await createApp({
    ownerUrl: url.href,
    dataDir,
    secret: config.secretKey,
    publicUrl: '',
    logLevel: 'silent',
    mailFrom: config.mailFrom,
    trustProxy: false,
    rateLimits: false,
    background: false,
    poolSize: WIDTH,
  })
  const { db } = app.services
  const { organisationId } = await createOrganisation(db, app.auth, {
    organisation: '量測會展股份有限公司',
    name: '王大明',
    email: 'owner@agency.example',
    password: 'correct horse battery staple',
  })
  await app.services.loadDemo!(organisationId)
  const { apiKey } = await inOrganisation(app, organisationId, (ctx) => createApiKey(ctx, { name: 'bench', perMinute: 100_000 }))
  const event = await db.asSystem((tx) => tx.selectFrom('event').select('id').orderBy('createdAt').executeTakeFirstOrThrow())
  const at = `/api/events/${event.id}/`
  const looks = ['registrations?limit=50', 'sessions?limit=50', 'rooms', 'overview', 'ticket-types', 'contacts'].map(
    (p) => ['GET', at + p] as const,
  )
  await db.pool.query('vacuum analyze')
  const ask = client(await app.http.listen({ port: 0, host: '127.0.0.1' }), WIDTH)
  const headers = { authorization: `Bearer ${apiKey}` }
  const { body } = await ask('POST', `${at}ticket-types`, { name: { zh: '量測', en: 'Bench' } }, headers)
  let n = 0
  /** A registration at the desk: place, number, history and fact in one transaction. */
  const write = () =>
    ['POST', `${at}registrations`, { name: `王${n++}`, email: `p${n}@people.example`, ticketTypeId: body.id, notify: false }] as const
  const send = async ([method, path, sent]: readonly [string, string, unknown?]) => {
    const r = await ask(method, path, sent, headers)
    if (r.status !== 200) throw new Error(`${path} ${r.status} ${JSON.stringify(r.body)}`)
  }
  return { app, looks, write, send }
}
type House = Awaited<ReturnType<typeof house>>

/** Requests a second, `WIDTH` at a time; with `writes`, two of eight are registrations. */
async function round({ looks, write, send }: House, writes: boolean): Promise<number> {
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      while (next < REQUESTS) {
        const i = next++ % (looks.length + (writes ? 2 : 0))
        await send(looks[i] ?? write())
      }
    }),
  )
  return REQUESTS / ((performance.now() - began) / 1000)
}
