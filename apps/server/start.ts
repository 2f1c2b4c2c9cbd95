import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The Node that the lock file brings; npm scripts find it by themselves, `node apps/server/start.ts` may not. */
function needNode24() {
  if (Number.parseInt(process.versions.node) >= 24) return
  const own = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
  if (existsSync(own) && !process.env.BANTOH_RESPAWNED) {
    const r = spawnSync(own, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, BANTOH_RESPAWNED: '1' } })
    process.exit(r.status ?? 1)
  }
  console.error(`需要 Node.js 24，目前是 ${process.version}。請以 npm start 啟動 / needs Node.js 24, start it with npm start`)
  process.exit(1)
}

const closeWithin = 25_000
const say = (line: string) => console.log(line)
const reason = (e: unknown) => (e instanceof Error ? e.message : String(e))

/** Steps to undo, last first; each gets its turn even when another fails. */
const undo: (() => unknown)[] = []
let closing: Promise<void> | undefined
let booted: Promise<unknown> = Promise.resolve()
function shutDown(code: number): Promise<void> {
  closing ??= (async () => {
    setTimeout(() => {
      console.error('關閉逾時，強制結束 / closing took too long, giving up')
      process.exit(1)
    }, closeWithin).unref()
    await booted.catch(() => {})
    for (const step of undo.toReversed())
      try {
        await step()
      } catch (e) {
        console.error(reason(e))
        code ||= 1
      }
    process.exit(code)
  })()
  return closing
}

async function main() {
  const { loadConfig } = await import('../../src/kernel/server/config.ts')
  const config = loadConfig(process.env, process.argv.slice(2))
  const stopBuild = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (closing) return
      say('關閉中 / shutting down …')
      stopBuild.abort()
      void shutDown(0)
    })
  process.on('uncaughtException', (e) => {
    console.error('非預期的錯誤 / unexpected error:', e)
    void shutDown(1)
  })

  const { lockServer } = await import('../../src/kernel/server/data-folder.ts')
  // With an external database any number of processes share one data folder: that is how it scales out.
  const held = config.databaseUrl ? undefined : await lockServer(config.dataDir)
  undo.push(() => held?.release())
  const { buildStale } = await import('./build.ts')
  await buildStale(stopBuild.signal)
  const { openDatabase } = await import('./postgres.ts')
  const database = await openDatabase(config, { log: say, supervised: true })
  undo.push(database.close)
  database.onExit((e) => {
    console.error(`資料庫無法恢復 / the database does not come back: ${reason(e)}`)
    void shutDown(1)
  })
  if (closing) return
  const { startServer } = await import('./main.ts')
  const server = await startServer({ config, ownerUrl: database.ownerUrl })
  undo.push(server.close)
  held?.announce(server.address)

  say(`辦桌 Bantoh\n  資料夾 / data folder  ${config.dataDir}\n  網址 / address       ${server.address}`)
  if (server.demoAccounts)
    say(
      `  示範帳號（密碼都是 ${server.demoPassword}）/ demo accounts:\n${server.demoAccounts.map((a) => `    ${a.role.padEnd(11)} ${a.email}`).join('\n')}`,
    )
  if (server.setupLink) say(`  首次設定，請開啟（僅能使用一次）/ first set-up, open once:\n  ${server.setupLink}`)
}

needNode24()
try {
  booted = main()
  await booted
} catch (e) {
  if (!closing) {
    const code = (e as NodeJS.ErrnoException).code
    const known: Record<string, string> = {
      EADDRINUSE: '連接埠已被占用，請以 PORT 指定別的 / the port is taken, set PORT to another one\n',
      EACCES: '沒有權限 / permission denied\n',
      EADDRNOTAVAIL: '這台機器沒有 HOST 指定的位址 / this machine does not have the address in HOST\n',
      ENOTFOUND: '找不到 HOST 指定的主機名稱 / the name in HOST is not known\n',
      ENOSPC: '磁碟空間不足 / the disk is full\n',
      EROFS: '磁碟是唯讀的 / the disk is read-only\n',
    }
    console.error(
      `無法啟動 / cannot start:\n${known[code ?? ''] ?? ''}${process.env.LOG_LEVEL === 'debug' ? (e as Error).stack : reason(e)}`,
    )
  }
  await shutDown(1)
}
