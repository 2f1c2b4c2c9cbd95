import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processSettings } from '../apps/server/process-settings.ts'
import { serviceSettings } from '../apps/server/storage/settings.ts'
import { type Setting, settings } from '../src/kernel/server/config.ts'
import { importsOf, sources } from './harness/imports.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const all = Object.values({ ...settings, ...processSettings, ...serviceSettings } as Record<string, Setting>)
const known = new Set([...all.flatMap((s) => [s.env, ...(s.secret ? [`${s.env}_FILE`] : [])]), 'NODE_ENV', 'TZ'])
const secret = new Set(all.flatMap((s) => (s.secret ? [s.env] : [])))

test('Dockerfile: copies what exists, runs what exists, as nobody special, with no secret in it', () => {
  const text = read('Dockerfile').replaceAll(/\\\n/g, ' ')
  const lines = text.split('\n').filter((l) => l && !l.startsWith('#'))
  const copied = lines.flatMap((l) => /^COPY (?!--from)(.+) \S+$/.exec(l)?.[1]?.split(' ') ?? [])
  expect(copied.length).toBeGreaterThan(4)
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
  const kept = read('.dockerignore')
    .split('\n')
    .flatMap((l) => (l.startsWith('!') ? [l.slice(1)] : []))
  expect(copied.filter((path) => !kept.includes(path.replace('./', '')))).toEqual([])
  const scripts = [...text.matchAll(/\bnode",? "?([\w/.-]+\.ts)/g), ...text.matchAll(/RUN node ([\w/.-]+\.ts)/g)].map((m) => m[1]!)
  expect(scripts.toSorted()).toEqual(['apps/server/build.ts', 'apps/server/start.ts'])
  expect(scripts.filter((s) => !existsSync(join(root, s)))).toEqual([])
  const images = lines.flatMap((l) => /^FROM (\S+)/.exec(l)?.[1] ?? [])
  const { version } = JSON.parse(read('node_modules/node/package.json')) as { version: string }
  expect(images).toEqual(Array.from({ length: 2 }, () => `node:${version.split('.')[0]}-bookworm-slim`))
  const last = lines.slice(lines.findLastIndex((l) => l.startsWith('FROM')))
  expect(last.filter((l) => /^(USER|HEALTHCHECK|ENTRYPOINT)/.test(l)).map((l) => l.split(' ')[0])).toEqual([
    'USER',
    'HEALTHCHECK',
    'ENTRYPOINT',
  ])
  expect(last.find((l) => l.startsWith('USER'))).toBe('USER node')
  expect(lines.filter((l) => /^(ADD|ARG|RUN .*(curl|wget))/.test(l))).toEqual([])
  const names = lines.flatMap((l) => (l.startsWith('ENV ') ? [...l.matchAll(/(\w+)=/g)].map((m) => m[1]!) : []))
  expect(names.filter((n) => !known.has(n) || secret.has(n))).toEqual([])
})

test('what the image leaves out, no server code needs', () => {
  const gone = /rm -rf ([^&]+)&&/
    .exec(read('Dockerfile').replaceAll(/\\\n/g, ' '))![1]!
    .trim()
    .split(/\s+/)
    .filter((n) => !n.startsWith('.'))
  const pattern = new RegExp(`^(${gone.map((n) => n.replace('*', '[^/]*')).join('|')})(/|$)`)
  const files = [...sources('apps/server'), ...sources('apps/public'), ...sources('src')].filter(
    // The embedded database is started only where no DATABASE_URL is set.
    (f) => f !== 'apps/server/postgres/binaries.ts' && f.endsWith('.ts') && !/\/web\/|\.test\.ts$|\.fixture\.ts$|^src\/ui\//.test(f),
  )
  expect(files.length).toBeGreaterThan(200)
  const bare = (f: string) =>
    [...readFileSync(join(root, f), 'utf8').matchAll(/(?:^|\n)(?:import|export)\b(?! type)[^'"]*?['"]([^'".][^'"]*)['"]/g)].map(
      (m) => m[1]!,
    )
  expect(
    files.flatMap((f) =>
      bare(f)
        .filter((name) => pattern.test(name))
        .map((name) => `${f}: ${name}`),
    ),
  ).toEqual([])
  expect([
    pattern.test('@mantine/core'),
    pattern.test('prosemirror-model'),
    pattern.test('react-dom/server'),
    pattern.test('react'),
  ]).toEqual([true, true, true, false])
  // Nor does it reach into the folders of the browser's apps.
  expect(files.flatMap((f) => importsOf(f).filter((to) => /^apps\/(web|checkin)\//.test(to)))).toEqual([])
})

test('compose: every variable is a setting, secrets come as files, processes are locked down', () => {
  const text = read('compose.yaml')
  const part = (from: RegExp, to: RegExp) => {
    const rest = text.slice(text.search(from))
    const line = rest.indexOf('\n') + 1
    const end = rest.slice(line).search(to)
    return end < 0 ? rest : rest.slice(0, line + end)
  }
  const ours = [part(/^x-env:/m, /^\S/m), part(/^ {2}web:/m, /^ {2}\w/m), part(/^ {2}worker:/m, /^ {2}\w/m)].join('\n')
  const names = [...ours.matchAll(/^ +([A-Z][A-Z_0-9]+):/gm)].map((m) => m[1]!)
  expect(names.length).toBeGreaterThan(7)
  expect(names.filter((n) => !known.has(n))).toEqual([])
  expect(names.filter((n) => secret.has(n))).toEqual([])
  const declared = [...part(/^secrets:/m, /^\S/m).matchAll(/^ {2}(\w+): \{ file:/gm)].map((m) => m[1]!)
  const used = [...text.matchAll(/\/run\/secrets\/(\w+)/g)].map((m) => m[1]!)
  expect(used.filter((n) => !declared.includes(n))).toEqual([])
  expect([...new Set(used)].toSorted()).toEqual(declared.toSorted())
  const app = part(/^x-app:/m, /^x-env/m)
  for (const wanted of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true', 'init: true'])
    expect([wanted, app.includes(wanted)]).toEqual([wanted, true])
  expect(text).not.toMatch(/^ +\w*PASSWORD: \S/m)
  expect(part(/^ {2}postgres:/m, /^ {2}\w/m)).not.toMatch(/^ {4}ports:/m)
  expect(existsSync(join(root, /\.\/(deploy\/\w+):/.exec(text)![1]!))).toBe(true)
  // Longer than the program itself takes to close at most, its drain included.
  expect(Number(/stop_grace_period: (\d+)s/.exec(app)![1])).toBeGreaterThan(25 + Number(/DRAIN_SECONDS: '(\d+)'/.exec(text)![1]))
})

test('Caddy does not show what is for watchers; the unit starts what exists with settings that exist', () => {
  const caddy = read('deploy/Caddyfile')
  expect(/@inside path (.+)/.exec(caddy)![1]!.split(' ')).toEqual(['/metrics', '/healthz', '/readyz'])
  expect(caddy).toMatch(/respond @inside 404/)
  const unit = read('deploy/bantoh.service')
  const names = [...unit.matchAll(/^Environment=(.+)$/gm)].flatMap((m) => m[1]!.split(' ').map((pair) => pair.split('=')[0]!))
  expect(names.length).toBeGreaterThan(3)
  expect(names.filter((n) => !known.has(n) || secret.has(n))).toEqual([])
  const script = /^ExecStart=\/opt\/bantoh\/node_modules\/\.bin\/node (\S+)$/m.exec(unit)![1]!
  expect([existsSync(join(root, script)), existsSync(join(root, 'node_modules/.bin/node'))]).toEqual([true, true])
  const credentials = [...unit.matchAll(/%d\/(\w+)/g)].map((m) => m[1]!)
  expect(credentials.filter((c) => !unit.includes(`LoadCredential=${c}:`))).toEqual([])
})
