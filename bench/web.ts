import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Bench } from './run.ts'

/** JavaScript that the planner's app and the check-in app load before their first screen, in gzipped bytes. */
export default async function run(): Promise<Bench> {
  await (await import('../apps/server/build.ts')).buildStale(new AbortController().signal)
  const first = (app: string) => {
    const root = new URL(`../dist/${app}/`, import.meta.url)
    const html = readFileSync(new URL('index.html', root), 'utf8')
    const scripts = new Set(
      [...html.matchAll(/<(?:script[^>]+src|link[^>]+rel="modulepreload"[^>]+href)="[^"]*?(assets\/[^"]+\.js)"/g)].map((m) => m[1]!),
    )
    if (scripts.size === 0) throw new Error(`dist/${app}/index.html names no script`)
    return [...scripts].reduce((n, s) => n + gzipSync(readFileSync(new URL(s, root)), { level: 9 }).length, 0)
  }
  const figures = { plannerBytesGz: first('web'), checkinBytesGz: first('checkin') }
  return { name: 'web', figures, targets: { plannerBytesGz: '<= 250000' }, ok: figures.plannerBytesGz <= 250_000 }
}
