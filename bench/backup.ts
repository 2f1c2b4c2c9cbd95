import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp, inOrganisation } from '../apps/server/app.ts'
import { startPostgres } from '../apps/server/postgres.ts'
import { loadConfig } from '../src/kernel/server/config.ts'
import type { Ctx } from '../src/kernel/server/ctx.ts'
import { json } from '../src/kernel/server/db.ts'
import { saveFile } from '../src/kernel/server/files.ts'
import { newId } from '../src/kernel/contract/ids.ts'
import { migrate } from '../src/kernel/server/migrate.ts'
import { createEvent } from '../src/modules/events/server/index.ts'
import { createOrganisation } from '../src/modules/identity/server/index.ts'
import { registerMany } from '../src/modules/registration/server/index.ts'
import { registrationDraft } from '../src/modules/registration/contract/registration.ts'
import type { Bench } from './run.ts'

const PEOPLE = Number(process.env.PEOPLE ?? 50_000)
const FILES = 300
const cli = fileURLToPath(new URL('../apps/server/cli.ts', import.meta.url))

/** Runs a command in a process of its own; its seconds, its highest memory (Linux) and what it printed. */
async function command(dataDir: string, ...args: string[]) {
  const began = performance.now()
  const child = spawn(process.execPath, [cli, ...args, '--json', '--data-dir', dataDir], {
    env: { ...process.env, DATABASE_URL: '', BANTOH_BACKUP_PASSPHRASE: 'correct horse battery' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  let peak = 0
  let over = false
  child.stdout.setEncoding('utf8').on('data', (t: string) => (out += t))
  const done = new Promise<number | null>((resolve) => child.once('close', resolve)).then((code) => ((over = true), code))
  while (!over) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    await sleep(20)
  }
  if ((await done) !== 0) throw new Error(`${args[0]}: ${out}`)
  return { seconds: (performance.now() - began) / 1000, peak, body: JSON.parse(out) as Record<string, any> }
}

/** 50,000 registrations and 300 files: backup (encrypted, verified) and restore into an empty folder, durable settings. */
export default async function run(): Promise<Bench> {
  const base = await mkdtemp(join(tmpdir(), 'bantoh-bench-backup-'))
  const [first, second] = [join(base, 'first'), join(base, 'second')]
  try {
    const config = loadConfig({ DATA_DIR: first })
    const server = await startPostgres({ dataDir: first })
    await migrate(server.url)
    const app = await createApp({
      ownerUrl: server.url,
      dataDir: first,
      secret: config.secretKey,
      publicUrl: '',
      logLevel: 'silent',
      mailFrom: config.mailFrom,
      trustProxy: false,
      rateLimits: false,
      background: false,
    })
    const { organisationId } = await createOrganisation(app.services.db, app.auth, {
      organisation: '測速會展',
      name: '王大明',
      email: 'owner@agency.example',
      password: 'correct horse battery staple',
    })
    const event = await inOrganisation(app, organisationId, (ctx) =>
      createEvent(ctx, { slug: 'big', name: { zh: '大型論壇', en: '' }, startDate: '2027-05-13', endDate: '2027-05-14' } as never),
    )
    const inEvent = <T>(fn: (ctx: Ctx) => Promise<T>) => inOrganisation(app, organisationId, fn, event.id)
    const ticketTypeId = newId()
    await inEvent((ctx) =>
      ctx.tx
        .insertInto('ticketType')
        .values({ id: ticketTypeId, organisationId, eventId: event.id, name: json({ zh: '一般票', en: '' }) })
        .execute(),
    )
    for (let n = 0; n < PEOPLE; n += 1000) {
      const drafts = Array.from({ length: 1000 }, (_, i) =>
        registrationDraft.parse({
          ticketTypeId,
          name: `報名人${n + i}`,
          email: `p${n + i}@people.example`,
          organisation: '測試單位',
          phone: '0900-000-000',
        }),
      )
      await inEvent((ctx) => registerMany(ctx, drafts, 'import'))
    }
    for (let n = 0; n < FILES; n++) await inEvent((ctx) => saveFile(ctx, { name: `${n}.txt`, bytes: Buffer.from(`${n} `.repeat(100_000)) }))
    await app.close()
    await server.stop()
    const out = join(base, 'all.age')
    const backup = await command(first, 'backup', '--out', out)
    const verify = await command(first, 'restore', '--in', out, '--verify')
    const restore = await command(second, 'restore', '--in', out)
    const figures = {
      registrations: restore.body.tables.registration as number,
      rows: backup.body.rows as number,
      archiveMb: Math.round(backup.body.bytes / 1e5) / 10,
      backupSeconds: Math.round(backup.seconds * 10) / 10,
      backupPeakMb: Math.round(backup.peak),
      verifySeconds: Math.round(verify.seconds * 10) / 10,
      restoreSeconds: Math.round(restore.seconds * 10) / 10,
      restorePeakMb: Math.round(restore.peak),
    }
    const targets = { registrations: PEOPLE, backupSeconds: 60, restoreSeconds: 120 }
    const ok = figures.registrations === PEOPLE && figures.backupSeconds <= 60 && figures.restoreSeconds <= 120
    return { name: 'backup', figures, targets, ok }
  } finally {
    await rm(base, { recursive: true, force: true })
  }
}
