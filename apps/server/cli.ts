import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type App, createApp, inOrganisation } from './app.ts'
import { refuseUnfinished } from './backup/marker.ts'
import { type Operation, operations } from './operations.ts'
import { openDatabase } from './postgres.ts'
import { openStores } from './storage/open.ts'
import { readServices } from './storage/settings.ts'
import { loadConfig } from '../../src/kernel/server/config.ts'
import type { Ctx } from '../../src/kernel/server/ctx.ts'
import { AppError, toProblem } from '../../src/kernel/server/errors.ts'
import { migrate } from '../../src/kernel/server/migrate.ts'
import { createEvent } from '../../src/modules/events/server/index.ts'
import { deliverableFormats, isDeliverableKey } from '../../src/modules/documents/contract/registry.ts'
import { renderDeliverable } from '../../src/modules/documents/server/index.ts'
import { setupBody } from '../../src/modules/identity/contract/session.ts'
import { createApiKey, createOrganisation } from '../../src/modules/identity/server/index.ts'
import { importProgramme } from '../../src/modules/programme/server/index.ts'

/** A mistake in the call itself; the exit code is 2. */
class UsageError extends Error {}
/** The database does not start or cannot be reached. */
class StartError extends Error {}
const fileTroubles = new Set([
  'ENOENT',
  'EACCES',
  'EPERM',
  'EISDIR',
  'ENOTDIR',
  'ENOSPC',
  'EROFS',
  'EDQUOT',
  'ENAMETOOLONG',
  'ELOOP',
  'EIO',
])

type Values = Record<string, string | boolean | undefined>
type Command = {
  usage: string
  options: Record<string, 'string' | 'boolean'>
  required: readonly string[]
  run(app: App, v: Values): Promise<Record<string, unknown>>
}
type Known = Command | Operation

/** Works in the organisation of a slug's event, in that event. */
async function inEvent<T>(app: App, slug: string, fn: (ctx: Ctx) => Promise<T>): Promise<T> {
  const found = await app.services.resolveSlug(slug)
  if (!found) throw new AppError('event.unknown_slug', { slug })
  return inOrganisation(app, found.organisationId, fn, found.eventId)
}

/** The organisation that a command without a slug works in: the one given, or the only one there is. */
async function theOrganisation(app: App, wanted: unknown): Promise<string> {
  const rows = await app.services.db.asSystem((tx) =>
    tx.selectFrom('organisation').select(['organisationId', 'name']).orderBy('createdAt').execute(),
  )
  const found = wanted ? rows.find((r) => r.organisationId === wanted || r.name === wanted) : rows.length === 1 ? rows[0] : undefined
  if (!found)
    throw new UsageError(
      rows.length === 0
        ? '還沒有組織，請先執行 setup / no organisation yet, run setup first'
        : '有多個組織，請加 --organisation / several organisations, add --organisation',
    )
  return found.organisationId
}

const commands: Record<string, Known> = {
  ...operations,
  setup: {
    usage: 'setup --organisation NAME --email E --password P [--name N] [--demo]',
    options: { organisation: 'string', email: 'string', password: 'string', name: 'string', demo: 'boolean' },
    required: ['organisation', 'email', 'password'],
    async run(app, v) {
      const { organisation, email, password } = v
      const owner = setupBody
        .omit({ token: true })
        .extend({ password: z.string() })
        .parse({ organisation, email, password, name: v.name ?? String(email).slice(0, 80) })
      const { organisationId } = await createOrganisation(app.services.db, app.auth, owner)
      const { apiKey } = await inOrganisation(app, organisationId, (ctx) => createApiKey(ctx, { name: 'CLI' }))
      if (v.demo) await app.services.loadDemo?.(organisationId)
      return { organisationId, apiKey }
    },
  },
  'event create': {
    usage: 'event create --slug S --name N --start YYYY-MM-DD --end YYYY-MM-DD [--zone Z] [--name-en N] [--organisation O]',
    options: {
      slug: 'string',
      name: 'string',
      'name-en': 'string',
      start: 'string',
      end: 'string',
      zone: 'string',
      organisation: 'string',
    },
    required: ['slug', 'name', 'start', 'end'],
    async run(app, v) {
      const organisationId = await theOrganisation(app, v.organisation)
      const draft = {
        slug: v.slug,
        name: { zh: v.name, en: v['name-en'] ?? '' },
        startDate: v.start,
        endDate: v.end,
        ...(v.zone ? { zone: v.zone } : {}),
        published: true,
      }
      const made = await inOrganisation(app, organisationId, (ctx) => createEvent(ctx, draft as never))
      return { eventId: made.id }
    },
  },
  'import-programme': {
    usage: 'import-programme --event SLUG --file F [--dry-run]',
    options: { event: 'string', file: 'string', 'dry-run': 'boolean' },
    required: ['event', 'file'],
    async run(app, v) {
      const bytes = await readFile(String(v.file))
      return inEvent(app, String(v.event), (ctx) =>
        importProgramme(ctx, bytes, { filename: basename(String(v.file)), dryRun: v['dry-run'] === true }),
      )
    },
  },
  'deliverable render': {
    usage: 'deliverable render --event SLUG --key K --format F --out FILE [--lang zh-TW|en]',
    options: { event: 'string', key: 'string', format: 'string', out: 'string', lang: 'string' },
    required: ['event', 'key', 'format', 'out'],
    async run(app, v) {
      const key = String(v.key)
      const format = deliverableFormats.find((f) => f === v.format)
      if (v.lang !== undefined && v.lang !== 'en' && v.lang !== 'zh-TW') throw new UsageError('--lang：zh-TW | en')
      if (!isDeliverableKey(key)) throw new AppError('documents.unknown_deliverable', { key })
      if (!format) throw new AppError('documents.format_unavailable', { key, format: String(v.format) })
      const made = await inEvent(app, String(v.event), (ctx) =>
        renderDeliverable(ctx, app.services, key, format, v.lang === 'en' ? 'en' : 'zh-TW'),
      )
      await writeFile(String(v.out), made.bytes)
      return { file: String(v.out), name: made.name, bytes: made.bytes.length }
    },
  },
}

const help = () =>
  ['用法 / usage: npm run -s bantoh -- COMMAND [--json] [--data-dir DIR]', ...Object.values(commands).map((c) => `  ${c.usage}`)].join('\n')

function parse(argv: string[]): { command: Known; values: Values } {
  const name = Object.keys(commands).find((n) => n.split(' ').every((w, i) => argv[i] === w))
  if (!name) throw new UsageError(`沒有這個指令 / no such command\n${help()}`)
  const command = commands[name]!
  const options = Object.fromEntries(
    [...Object.entries(command.options), ['json', 'boolean'], ['data-dir', 'string']].map(([k, type]) => [
      k,
      { type: type as 'string' | 'boolean' },
    ]),
  )
  let values: Values
  try {
    values = parseArgs({ args: argv.slice(name.split(' ').length), options, strict: true }).values as Values
  } catch (e) {
    throw new UsageError(`參數有誤 / wrong options: ${(e as Error).message}\n${command.usage}`)
  }
  const missing = command.required.filter((r) => values[r] === undefined || values[r] === '')
  if (missing.length) throw new UsageError(`缺少 / missing: ${missing.map((m) => `--${m}`).join(' ')}\n${command.usage}`)
  return { command, values }
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2)
  const lang = /^en/i.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'en' : 'zh-TW'
  z.config(lang === 'en' ? z.locales.en() : z.locales.zhTW())
  const asJson = argv.includes('--json')
  if (argv.some((a) => a === '--help' || a === '-h') || argv[0] === 'help') {
    console.log(asJson ? JSON.stringify({ usage: Object.values(commands).map((c) => c.usage) }) : help())
    return 0
  }
  const fail = (code: number, problem: Record<string, unknown>, text: string) => {
    if (asJson) console.log(JSON.stringify({ error: problem }))
    console.error(text)
    return code
  }
  try {
    const { command, values } = parse(argv)
    const config = loadConfig(process.env, values['data-dir'] ? ['--data-dir', String(values['data-dir'])] : [])
    const print = (result: Record<string, unknown>) =>
      console.log(
        asJson
          ? JSON.stringify(result)
          : Object.entries(result)
              .map(([k, v]) => `${k}: ${typeof v === 'object' ? JSON.stringify(v, null, 2) : v}`)
              .join('\n'),
      )
    if ('operate' in command) {
      const { ok, text, ...result } = await command.operate(config, values, lang)
      if (asJson) print({ ok, ...result })
      else console.log(text)
      return ok ? 0 : 1
    }
    refuseUnfinished(config.dataDir)
    const database = await openDatabase(config, { log: (m) => console.error(m) }).catch((e) => {
      throw new StartError(e instanceof Error ? e.message : String(e), { cause: e })
    })
    try {
      await migrate(database.ownerUrl)
      const app = await createApp({
        ownerUrl: database.ownerUrl,
        dataDir: config.dataDir,
        files: openStores(config.dataDir, readServices().s3).files,
        secret: config.secretKey,
        publicUrl: config.publicUrl,
        logLevel: 'silent',
        mailFrom: config.mailFrom,
        trustProxy: false,
        rateLimits: false,
        background: false,
        poolSize: 6,
      })
      try {
        const result = await command.run(app, values)
        print(result)
        return 0
      } finally {
        await app.close()
      }
    } finally {
      await database.close()
    }
  } catch (e) {
    if (e instanceof UsageError) return fail(2, { code: 'cli.usage', title: e.message }, e.message)
    const file = e as NodeJS.ErrnoException
    if (e instanceof StartError) return fail(1, { code: 'cli.start', title: e.message }, e.message)
    if (fileTroubles.has(file.code ?? ''))
      return fail(1, { code: 'cli.file', title: file.message }, `讀寫不到檔案 / cannot use the file: ${file.message}`)
    if (e instanceof Error && e.name === 'ConfigError') return fail(2, { code: 'cli.config', title: e.message }, e.message)
    const zod = e as { issues?: { path: PropertyKey[]; code: string; message: string }[] }
    const problem = toProblem(
      zod.issues
        ? new AppError(
            'request.invalid',
            {},
            zod.issues.map((i) => ({ path: i.path.join('.'), code: i.code === 'custom' ? i.message : i.code, message: i.message })),
          )
        : e,
      lang,
      'cli',
    )
    const text =
      problem.code === 'server.failed'
        ? (e as Error).message
        : [problem.title, ...(problem.fields ?? []).map((f) => `  ${f.path}: ${f.message}`)].join('\n')
    return fail(1, { ...problem, ...(problem.code === 'server.failed' ? { title: (e as Error).message } : {}) }, text)
  }
}

process.exit(await main())
