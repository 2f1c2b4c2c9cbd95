import { sql } from 'kysely'
import { openDatabase } from '../../apps/server/postgres.ts'
import { startServer } from '../../apps/server/main.ts'
import { loadConfig } from '../../src/kernel/server/config.ts'
import type { Job } from '../../src/kernel/server/jobs.ts'
import { lockServer } from '../../src/kernel/server/data-folder.ts'

/** The server as `apps/server/start.ts` runs it, without the build of the screens; says where it listens over IPC. */
process.once('disconnect', () => process.exit(0))
const config = loadConfig(process.env, [])
const held = config.databaseUrl ? undefined : await lockServer(config.dataDir)
const database = await openDatabase(config, { log: () => {}, supervised: true })
database.onExit(() => process.exit(1))
/** A job that leaves a mark of its own each time it runs, for tests of several processes. */
const mark: Job = {
  name: 'harness.mark',
  run: ({ db }, { n }: { n: number }) =>
    db.asSystem(async (tx) => void (await sql`insert into harness_mark (n, by) values (${n}, ${process.env.MARK_JOBS})`.execute(tx))),
}
const extraJobs = process.env.MARK_JOBS ? [mark] : []
const server = await startServer({ config, ownerUrl: database.ownerUrl, extraJobs })
process.once('SIGTERM', async () => {
  await server.close()
  await database.close()
  held?.release()
  process.exit(0)
})
process.send!({ address: server.address, port: server.port, setupLink: server.setupLink })
