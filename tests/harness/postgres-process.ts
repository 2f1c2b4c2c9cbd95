import { lockServer, prepareDataFolder } from '../../src/kernel/server/data-folder.ts'
import { startPostgres } from '../../apps/server/postgres.ts'

/** A process that joins the database of a data folder until SIGTERM. First line out: `{ url }` or `{ error }`. */
const [dataDir = '', ...flags] = process.argv.slice(2)
const say = (o: unknown) => console.log(JSON.stringify(o))
try {
  prepareDataFolder(dataDir)
  if (flags.includes('server')) await lockServer(dataDir)
  const postgres = await startPostgres({ dataDir, supervised: flags.includes('supervised') })
  process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)))
  setInterval(() => {}, 1000)
  say({ url: postgres.url })
} catch (e) {
  say({ error: (e as Error).message })
  process.exit(1)
}
