import { CamelCasePlugin, type ColumnType, Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'

/** A table's type from its row: every column may be left out on insert, the database's defaults and checks decide. */
export type Table<R> = { [K in keyof R]: ColumnType<R[K], R[K] | undefined, R[K]> }

type Stamp = string
/** All tables; each module adds its own by declaration merging in its `server/tables.ts`. */
export interface Tables {
  auditEntry: Table<{
    organisationId: string
    id: string
    eventId: string | null
    entity: string
    entityId: string
    action: string
    label: string
    changes: unknown
    actorKind: string
    actorId: string | null
    actorName: string
    requestId: string | null
    at: Stamp
  }>
  outbox: Table<{
    id: number
    organisationId: string
    eventId: string | null
    type: string
    payload: unknown
    createdAt: Stamp
    attempts: number
    nextAt: Stamp
    doneAt: Stamp | null
    lastError: string | null
  }>
  idempotency: Table<{
    organisationId: string
    key: string
    caller: string
    endpoint: string
    requestHash: string
    status: number | null
    response: unknown
    createdAt: Stamp
  }>
  file: Table<{
    organisationId: string
    id: string
    eventId: string | null
    entity: string | null
    entityId: string | null
    name: string
    mime: string
    size: number
    sha256: string
    width: number | null
    height: number | null
    createdBy: string | null
    createdByName: string
    createdAt: Stamp
  }>
  mailMessage: Table<{
    organisationId: string
    id: string
    eventId: string | null
    kind: string
    subject: string
    html: string
    bodyText: string
    attachments: unknown
    dedupeKey: string | null
    createdAt: Stamp
  }>
  mailRecipient: Table<{
    organisationId: string
    id: string
    messageId: string
    address: string
    name: string
    status: string
    attempts: number
    nextAt: Stamp
    lastError: string | null
    sentAt: Stamp | null
  }>
  searchEntry: Table<{
    organisationId: string
    eventId: string | null
    entity: string
    entityId: string
    title: string
    subtitle: string
    grams: string[]
    updatedAt: Stamp
  }>
}
export type Tx = Transaction<Tables>

// Rows leave the database as JSON would carry them: instants as ISO strings, dates as YYYY-MM-DD, counts as numbers.
const { builtins } = pg.types
const iso = (v: string) => new Date(v.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString()
const parsers = new Map<number, (v: string) => unknown>([
  [builtins.TIMESTAMPTZ, iso],
  [builtins.DATE, (v) => v],
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
])
const types = { getTypeParser: (oid: number, format?: any) => parsers.get(oid) ?? pg.types.getTypeParser(oid, format) }

/** A `jsonb` parameter; arrays of objects need it, because the driver would write them as PostgreSQL arrays. */
export const json = (value: unknown) => sql<any>`${JSON.stringify(value)}::jsonb`

export type Db = {
  pool: pg.Pool
  kysely: Kysely<Tables>
  /** Whether requests run as `bantoh_app`; without it forced row-level security alone holds them. */
  stepsDown: boolean
  /** `table.column` → PostgreSQL type, e.g. `event.goals` → `jsonb`. */
  columns: Map<string, string>
  /** Runs `fn` in one transaction under the organisation's row-level security. */
  inOrganisation<T>(organisationId: string, fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `fn` in one transaction that sees every organisation: sign-in look-ups, dispatchers, maintenance. */
  asSystem<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * For lines that go silent without a word: nobody waits longer for a connection or an answer than this (ms), a hundred times
 * what the slowest query takes. The server's side of such a line gives its locks back after `IDLE`.
 */
export const patience = { connectionTimeoutMillis: 10_000, query_timeout: 30_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
const IDLE = '60s'
const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

type Watch = {
  max?: number
  log?: (message: string) => void
  onQuery?: ((sql: string, milliseconds: number, failed: boolean) => void) | undefined
}
/** Opens the pool. `url` must belong to the role that owns the tables (requests step down to `bantoh_app`). */
export async function openDb(url: string, { max = 24, log = () => {}, onQuery }: Watch = {}): Promise<Db> {
  const pool = new pg.Pool({ connectionString: url, max, types: types as pg.CustomTypesConfig, idleTimeoutMillis: 30_000, ...patience })
  pool.on('error', (e) => log(`idle database connection lost: ${e.message}`))
  pool.on('connect', (client) => {
    // One that breaks while it is lent out rejects its next query; without a listener it would end the process.
    client.on('error', () => {})
    // One that gave no answer in time gives none to the next either: it is ended, and the pool makes another.
    const query = client.query.bind(client) as (...a: unknown[]) => unknown
    client.query = ((...a: unknown[]) => {
      const answer = query(...a)
      if (answer instanceof Promise) answer.catch((e: Error) => void (e.message === 'Query read timeout' && client.end().catch(() => {})))
      return answer
    }) as typeof client.query
  })
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: (e) => onQuery?.(e.query.sql, e.queryDurationMillis, e.level === 'error'),
  })
  const role = await pool.query("select 1 from pg_roles where rolname = 'bantoh_app' and pg_has_role(current_user, oid, 'member')")
  const idle = `set local idle_in_transaction_session_timeout = '${IDLE}'`
  const step = role.rowCount ? 'set local role bantoh_app; ' : ''
  // Its beginning and who it is for go to the database in one message: that is what isolation costs most.
  const within = <T>(whoFor: string, fn: (tx: Tx) => Promise<T>): Promise<T> =>
    kysely.connection().execute(async (connection) => {
      try {
        await sql.raw(`begin; ${whoFor}`).execute(connection)
        const value = await fn(connection as Tx)
        await sql`commit`.execute(connection)
        return value
      } catch (e) {
        await sql`rollback`.execute(connection).catch(() => {})
        throw e
      }
    })
  const found = await pool.query(
    "select table_name || '.' || column_name as k, udt_name as t from information_schema.columns where table_schema = 'public'",
  )
  return {
    pool,
    kysely,
    stepsDown: role.rowCount === 1,
    columns: new Map(found.rows.map((r) => [r.k, r.t])),
    inOrganisation: (organisationId, fn) => {
      if (!isUuid.test(organisationId)) throw new Error('not the id of an organisation')
      return within(`${step}set local app.org = '${organisationId}'; ${idle}`, fn)
    },
    asSystem: (fn) => within(`set local app.system = 'on'; ${idle}`, fn),
    close: () => kysely.destroy(),
  }
}
