import { openDatabase } from '../../apps/server/postgres.ts'
import { startServer } from '../../apps/server/main.ts'
import { loadConfig } from '../../src/kernel/server/config.ts'
import { lockServer } from '../../src/kernel/server/data-folder.ts'

/** The server as `apps/server/start.ts` runs it, without the build of the screens; says where it listens over IPC. */
process.once('disconnect', () => process.exit(0))
const config = loadConfig(process.env, [])
const held = config.databaseUrl ? undefined : await lockServer(config.dataDir)
const database = await openDatabase(config, { log: () => {}, supervised: true })
database.onExit(() => process.exit(1))
const server = await startServer({ config, ownerUrl: database.ownerUrl })
process.once('SIGTERM', async () => {
  await server.close()
  await database.close()
  held?.release()
  process.exit(0)
})
process.send!({ address: server.address, setupLink: server.setupLink })
