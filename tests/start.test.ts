import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'

const base = mkdtempSync(join(tmpdir(), 'bantoh-start-'))
chmodSync(base, 0o755)
const dataDir = join(base, 'data')
const pidFile = join(dataDir, 'postgres/postmaster.pid')
let children: ChildProcess[] = []
afterAll(() => {
  for (const c of children) c.kill('SIGKILL')
  try {
    process.kill(Number.parseInt(readFileSync(pidFile, 'utf8')), 'SIGKILL')
  } catch {}
  rmSync(base, { recursive: true, force: true })
})

/** Runs the start command and waits for its address or its end. */
async function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../apps/server/start.ts')], {
    env: { ...process.env, NODE_ENV: 'production', DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  let over = false
  void exit.then(() => (over = true))
  while (!over && !/address +http\S+\n/.test(said)) await sleep(20)
  return { child, exit, address: /address +(http\S+)/.exec(said)?.[1] ?? '', said: () => said }
}
const healthy = async (address: string) => (await fetch(`${address}/api/openapi.json`)).status

test('starts, refuses a second one, closes cleanly, and recovers from a kill', async () => {
  const first = await start()
  expect([first.said().includes('首次設定'), await healthy(first.address)]).toEqual([true, 200])

  const second = await start()
  expect(await second.exit).toBe(1)
  expect(second.said()).toContain(`正由另一個程序使用（PID ${first.child.pid}，${first.address}）`)

  first.child.kill('SIGTERM')
  expect(await first.exit).toBe(0)
  expect(first.said()).not.toContain('"level":50')
  expect(existsSync(pidFile)).toBe(false)

  const killed = await start()
  process.kill(killed.child.pid!, 'SIGKILL')
  await killed.exit
  expect(existsSync(pidFile)).toBe(true)
  const next = await start()
  expect(await healthy(next.address)).toBe(200)
  next.child.kill('SIGINT')
  expect(await next.exit).toBe(0)
  expect(existsSync(pidFile)).toBe(false)
}, 120_000)

test('the database dies under a running server: the next requests are answered again', async () => {
  const app = await start()
  // Another address each time: an answer that the app remembers would say nothing about the database.
  let n = 0
  const visit = async () => (await fetch(`${app.address}/e/no-such-event-${n++}`)).status
  const before = await visit()
  for (let round = 0; round < 2; round++) {
    process.kill(Number.parseInt(readFileSync(pidFile, 'utf8')), 'SIGKILL')
    await sleep(300)
    let now = 0
    for (let tries = 0; tries < 200 && now !== before; tries++, await sleep(50)) now = await visit()
    expect([before, now, app.child.exitCode]).toEqual([404, 404, null])
  }
  app.child.kill('SIGTERM')
  expect(await app.exit).toBe(0)
  expect(existsSync(pidFile)).toBe(false)
}, 120_000)

test('wrong settings and an unreachable database stop the start with a sentence, not a stack', async () => {
  const wrong = await start({ PORT: 'eighty' })
  expect([await wrong.exit, wrong.said()]).toEqual([
    1,
    '無法啟動 / cannot start:\n設定有誤 / wrong settings:\n  PORT=eighty：必須是 0 到 65535 的整數 / must be an integer from 0 to 65535\n',
  ])
  const unreachable = await start({ DATABASE_URL: 'postgres://me:hunter2@nowhere.invalid/db' })
  expect([await unreachable.exit, unreachable.said().includes('無法連上資料庫'), unreachable.said().includes('hunter2')]).toEqual([
    1,
    true,
    false,
  ])
}, 120_000)
