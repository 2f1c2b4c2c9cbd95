import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from './run.ts'

const free = () =>
  new Promise<number>((ok) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address() as { port: number }
      s.close(() => ok(port))
    })
  })

/** Milliseconds from the start of the process to the first healthy answer; then stops it cleanly. */
async function once(dataDir: string, port: number): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, ['apps/server/start.ts'], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = new Promise((done) => child.once('exit', done))
  for (;;) {
    const ok = await fetch(`http://127.0.0.1:${port}/api/session`).then(
      (r) => r.ok,
      () => false,
    )
    if (ok) break
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await new Promise((r) => setTimeout(r, 25))
  }
  const ms = performance.now() - began
  child.kill('SIGTERM')
  await gone
  return Math.round(ms)
}

/** `npm start` once the apps are built: on a new data folder, and again on it. */
export default async function run(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bantoh-start-'))
  try {
    const port = await free()
    // The build is not what is measured.
    await (await import('../apps/server/build.ts')).buildStale(new AbortController().signal)
    const freshMs = await once(dataDir, port)
    const warm = [await once(dataDir, port), await once(dataDir, port), await once(dataDir, port)]
    const figures = { freshMs, warmMs: warm.toSorted((a, b) => a - b)[1]! }
    return {
      name: 'start',
      figures,
      targets: { freshMs: '<= 8000', warmMs: '<= 3000' },
      ok: figures.freshMs <= 8000 && figures.warmMs <= 3000,
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}
