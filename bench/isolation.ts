import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createApp, inOrganisation } from '../apps/server/app.ts'
import { startPostgres } from '../apps/server/postgres.ts'
import { loadConfig } from '../src/kernel/server/config.ts'
import { migrate } from '../src/kernel/server/migrate.ts'
import { createApiKey, createOrganisation } from '../src/modules/identity/server/index.ts'
import type { Bench } from './run.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 12)
const REQUESTS = Number(process.env.REQUESTS ?? 400)
const WIDTH = 8

/**
 * What isolation costs: the same requests with it (stepping down to `bantoh_app`, row-level security on every table) and
 * without it (plain transactions, row-level security off), in turns, so that both meet the same machine; medians of the rounds.
 */
export default async function run(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bantoh-bench-isolation-'))
  const config = loadConfig({ DATA_DIR: dataDir })
  const server = await startPostgres({ dataDir })
  try {
    await migrate(server.url)
    const app = await createApp({
      ownerUrl: server.url,
      dataDir,
      secret: config.secretKey,
      publicUrl: '',
      logLevel: 'silent',
      mailFrom: config.mailFrom,
      trustProxy: false,
      rateLimits: false,
      background: false,
      poolSize: 12,
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
    const paths = ['registrations?limit=50', 'sessions?limit=50', 'rooms', 'overview', 'ticket-types', 'contacts'].map(
      (p) => `/api/events/${event.id}/${p}`,
    )
    const tables = await db.asSystem((tx) =>
      sql<{ t: string }>`select relname as t from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity`.execute(tx),
    )
    const guarded = db.inOrganisation
    const security = async (on: boolean) => {
      for (const { t } of tables.rows) await db.pool.query(`alter table "${t}" ${on ? 'enable' : 'disable'} row level security`)
      db.inOrganisation = on ? guarded : (_, fn) => db.kysely.transaction().execute(fn)
    }
    const round = async (): Promise<number> => {
      let next = 0
      const began = performance.now()
      await Promise.all(
        Array.from({ length: WIDTH }, async () => {
          while (next < REQUESTS) {
            const url = paths[next++ % paths.length]!
            const r = await app.http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${apiKey}` } })
            if (r.statusCode !== 200) throw new Error(`${url} ${r.statusCode} ${r.body}`)
          }
        }),
      )
      return REQUESTS / ((performance.now() - began) / 1000)
    }
    const rates: Record<'with' | 'without', number[]> = { with: [], without: [] }
    for (let i = -2; i < ROUNDS; i++)
      for (const side of i % 2 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
        await security(side === 'with')
        const rate = await round()
        if (i >= 0) rates[side].push(rate)
      }
    await app.close()
    const median = (xs: number[]) => xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)]!
    const [guardedRate, bare] = [median(rates.with), median(rates.without)]
    const cost = Math.round((1 - guardedRate / bare) * 1000) / 10
    return {
      name: 'isolation',
      figures: {
        rounds: ROUNDS,
        requests: REQUESTS,
        withPerSecond: Math.round(guardedRate),
        withoutPerSecond: Math.round(bare),
        costPercent: cost,
      },
      targets: { costPercent: 5 },
      ok: cost <= 5,
    }
  } finally {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
