import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const base = mkdtempSync(join(tmpdir(), 'bantoh-backup-process-'))
chmodSync(base, 0o755)
const [first, second] = [join(base, 'first'), join(base, 'second')]
const archive = join(base, 'all.tar.zst.age')
const children: ChildProcess[] = []
afterAll(() => {
  for (const c of children) if (c.exitCode === null) c.kill('SIGKILL')
  for (const d of [first, second]) {
    const pid = join(d, 'postgres/postmaster.pid')
    if (existsSync(pid)) process.kill(Number.parseInt(readFileSync(pid, 'utf8')), 'SIGKILL')
  }
  rmSync(base, { recursive: true, force: true })
})

function node(script: string, dataDir: string, args: string[]) {
  const { DATABASE_URL: _, LANG: __, LC_ALL: ___, ...outer } = process.env
  const child = spawn(process.execPath, [join(root, 'apps/server', script), ...args], {
    cwd: root,
    env: {
      ...outer,
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'error',
      BANTOH_BACKUP_PASSPHRASE: 'correct horse 42',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (t: string) => (out += t))
  child.stderr.setEncoding('utf8').on('data', (t: string) => (err += t))
  return { child, out: () => out, err: () => err, exit: once(child, 'close').then(([code]) => code as number | null) }
}
/** A command with `--json`: its exit code and the one object that it prints. */
async function bantoh(dataDir: string, ...args: string[]) {
  const p = node('cli.ts', dataDir, [...args, '--json'])
  const code = await p.exit
  expect(p.out().trim().split('\n')).toHaveLength(1)
  return { code, body: JSON.parse(p.out()) as Record<string, any> }
}
async function start(dataDir: string, args: string[] = []) {
  const p = node('start.ts', dataDir, args)
  let over = false
  void p.exit.then(() => (over = true))
  while (!over && !/address +http\S+\n/.test(p.out())) await sleep(20)
  return { ...p, address: /address +(http\S+)/.exec(p.out())?.[1] ?? '' }
}
const levels = (body: Record<string, any>) => Object.fromEntries(body.checks.map((c: { id: string; level: string }) => [c.id, c.level]))
const total = (tables: Record<string, number>) => Object.values(tables).reduce((a, b) => a + b, 0)

test('beside a running server; killed while restoring it says so everywhere, and restores again', async () => {
  const server = await start(first, ['--demo'])
  const made = await bantoh(first, 'backup', '--out', archive)
  expect([made.code, made.body.ok, made.body.encrypted, made.body.secretIncluded]).toEqual([0, true, true, true])
  const whole = await bantoh(first, 'restore', '--in', archive, '--verify')
  expect([whole.code, total(whole.body.tables), whole.body.files]).toEqual([0, made.body.rows, made.body.files])
  const busy = await bantoh(first, 'restore', '--in', archive, '--replace')
  expect(busy.code).toBe(1)
  expect((await fetch(`${server.address}/readyz`)).status).toBe(200)
  const doctor = await bantoh(first, 'doctor')
  expect([doctor.code, levels(doctor.body)]).toEqual([
    0,
    expect.objectContaining({ postgres: 'ok', durability: 'ok', restore: 'ok', files: 'ok', stock: 'ok', scope: 'ok', audit: 'ok' }),
  ])
  server.child.kill('SIGTERM')
  expect(await server.exit).toBe(0)

  const killed = node('cli.ts', second, ['restore', '--in', archive])
  while (!existsSync(join(second, 'restore.json'))) await sleep(2)
  await sleep(150)
  killed.child.kill('SIGKILL')
  await killed.exit
  expect(existsSync(join(second, 'restore.json'))).toBe(true)
  const refused = await start(second)
  expect([await refused.exit, refused.err().includes('還原沒有完成')]).toEqual([1, true])
  const told = await bantoh(second, 'doctor')
  expect([told.code, levels(told.body).restore]).toEqual([1, 'fail'])
  expect((await bantoh(second, 'backup', '--out', join(base, 'half'))).body.error.code).toBe('restore.unfinished')

  const again = await bantoh(second, 'restore', '--in', archive)
  expect([again.code, total(again.body.tables), again.body.secret]).toEqual([0, made.body.rows, 'restored'])
  expect(readFileSync(join(second, 'secrets.json'), 'utf8').trim()).toBe(readFileSync(join(first, 'secrets.json'), 'utf8').trim())
  expect((await bantoh(second, 'restore', '--in', archive)).body.error.code).toBe('restore.not_empty')
  const restored = await start(second)
  const signedIn = await fetch(`${restored.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: restored.address },
    body: JSON.stringify({ email: 'owner@demo.example', password: 'bantoh-demo-2026' }),
  })
  expect(signedIn.status).toBe(200)
  restored.child.kill('SIGTERM')
  expect(await restored.exit).toBe(0)
}, 240_000)

test('calls that cannot work say why, with one object on standard output', async () => {
  writeFileSync(join(base, 'word'), 'another passphrase\n')
  const codes = []
  for (const args of [
    ['backup', '--out', archive],
    ['backup', '--passphrase-file', join(base, 'nowhere')],
    ['backup', '--scheduled'],
    ['restore'],
    ['restore', '--in', archive, '--verify', '--passphrase-file', join(base, 'word')],
    ['restore', '--in', join(base, 'nowhere')],
    ['doctor', '--all'],
  ]) {
    const r = await bantoh(second, ...args)
    codes.push([r.code, r.body.error.code])
  }
  expect(codes).toEqual([
    [1, 'backup.exists'],
    [1, 'backup.passphrase_file'],
    [1, 'backup.no_folder'],
    [2, 'cli.usage'],
    [1, 'restore.passphrase_wrong'],
    [1, 'restore.no_file'],
    [2, 'cli.usage'],
  ])
}, 120_000)
