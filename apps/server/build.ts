import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectRoot } from '../../src/kernel/server/config.ts'

const apps = ['web', 'checkin']
const dist = (name: string) => join(projectRoot, 'dist', name)
const hasSources = (app: string) => existsSync(join(projectRoot, 'apps', app, 'vite.config.ts'))
const serverOnly = /(^|\/)(server|demo)\/|\.test\.tsx?$|\.md$/

/** One hash over everything an app is built from: its own folder, what it may share of `src`, and the locked dependencies. */
function fingerprint(app: string): string {
  const hash = createHash('sha256')
  for (const folder of [`apps/${app}`, 'src']) {
    const found = readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    const paths = found.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name).slice(projectRoot.length + 1))
    for (const path of paths.filter((p) => !serverOnly.test(p)).toSorted())
      hash.update(`\0${path}\0`).update(readFileSync(join(projectRoot, path)))
  }
  for (const file of ['package-lock.json', 'tsconfig.json']) hash.update(readFileSync(join(projectRoot, file)))
  return hash.digest('hex')
}

/** The apps whose `dist` is missing or was built from other sources; one without sources (a packaged install) is served as it is. */
export const staleApps = () =>
  apps.filter(
    (app) => hasSources(app) && (!existsSync(`${dist(app)}.hash`) || readFileSync(`${dist(app)}.hash`, 'utf8') !== fingerprint(app)),
  )

async function buildApp(app: string): Promise<void> {
  const { build } = await import('vite')
  const began = Date.now()
  const made = fingerprint(app)
  const draft = dist(`.${app}-${process.pid}`)
  console.log(`建置 / building ${app} …`)
  await build({
    configFile: join(projectRoot, 'apps', app, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: draft, emptyOutDir: true },
  })
  // Swapped whole: a build that is killed, or runs twice at once, never leaves half an app to serve.
  mkdirSync(dist('.'), { recursive: true })
  rmSync(dist(app), { recursive: true, force: true })
  renameSync(draft, dist(app))
  writeFileSync(`${dist(app)}.hash`, made)
  console.log(`建置完成 / built ${app}, ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

/** Builds what is stale, in a process of its own so that the bundler's memory is not the server's. Throws when it fails. */
export async function buildStale(signal?: AbortSignal): Promise<string[]> {
  const stale = staleApps()
  if (!stale.length) return []
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...stale], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
    signal,
  })
  const code = await new Promise<number | null>((done, fail) => child.once('exit', done).once('error', fail))
  if (code !== 0) throw new Error(`建置失敗 / the build failed: ${stale.join(', ')}`)
  return stale
}

if (import.meta.main) {
  process.env.NODE_ENV ??= 'production'
  const wanted = process.argv.slice(2)
  const names = wanted.includes('--force') ? apps.filter(hasSources) : wanted.length ? apps.filter((a) => wanted.includes(a)) : staleApps()
  for (const app of names) await buildApp(app)
  if (!names.length) console.log('沒有需要建置的 / nothing to build')
}
