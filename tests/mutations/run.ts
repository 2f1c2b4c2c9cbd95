import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mutations } from './mutations.ts'

/**
 * Takes one guard away at a time, in a copy of the last commit, and sees whether a test fails. `node tests/mutations/run.ts [part of a name]`;
 * prints a Markdown table; the exit code tells whether every deletion was noticed.
 */
const root = join(import.meta.dirname, '../..')
const base = mkdtempSync(join(tmpdir(), 'bantoh-mutations-'))
const copy = join(base, 'main')
const git = (...args: string[]) => {
  const r = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' })
  if (r.status !== 0) throw new Error(r.stderr)
}
const wanted = mutations.filter((m) => !process.argv[2] || m.name.includes(process.argv[2]))
const vitest = (tests: string[], only?: string) => {
  const r = spawnSync(
    join(copy, 'node_modules/.bin/vitest'),
    ['run', '--project', 'unit', '--reporter=dot', ...tests, ...(only ? ['-t', only] : [])],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
    },
  )
  const failed = [
    ...new Set(
      [...`${r.stdout}${r.stderr}`.matchAll(/FAIL\s+(?:\|?unit\|?\s+)?(\S+\.test\.ts)(?: > (.+))?/g)].map(
        (m) => `${m[1]}${m[2] ? `: ${m[2].trim()}` : ''}`,
      ),
    ),
  ]
  return { ok: r.status === 0, ran: /Tests\s+.*passed|failed/.test(r.stdout), failed, output: `${r.stdout}${r.stderr}` }
}

try {
  git('worktree', 'add', '--detach', copy, 'HEAD')
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const shared = join(root, '../shared')
  if (existsSync(shared)) symlinkSync(shared, join(base, 'shared'))
  let unnoticed = 0
  console.log('| Deleted | In | Noticed by |\n| --- | --- | --- |')
  const sound = new Map<string, boolean>()
  for (const m of wanted) {
    const key = `${m.tests.join(' ')} ${m.only ?? ''}`
    if (!sound.has(key)) sound.set(key, vitest(m.tests, m.only).ok)
    const path = join(copy, m.file)
    const text = readFileSync(path, 'utf8')
    const row = (what: string) => console.log(`| ${m.name} | \`${m.file}\` | ${what} |`)
    if (!text.includes(m.find) || !sound.get(key)) {
      unnoticed++
      row(sound.get(key) ? '**the guard is not where it was**' : '**the tests fail without any change**')
      continue
    }
    writeFileSync(
      path,
      text.replace(m.find, () => m.put),
    )
    const r = vitest(m.tests, m.only)
    writeFileSync(path, text)
    if (r.ok || !r.ran) unnoticed++
    row(r.ok ? '**nothing**' : r.ran ? (r.failed[0] ?? m.tests[0]!).slice(0, 160) : '**did not run**')
  }
  console.log(`\n${wanted.length - unnoticed} of ${wanted.length} deletions noticed`)
  process.exitCode = unnoticed ? 1 : 0
} finally {
  spawnSync('git', ['-C', root, 'worktree', 'remove', '--force', copy])
  rmSync(base, { recursive: true, force: true })
}
