import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const real = (name: string) => join(root, '../shared/realdata', name)
const base = mkdtempSync(join(tmpdir(), 'bantoh-cli-'))
chmodSync(base, 0o755)
const dataDir = join(base, 'data')
const pidFile = join(dataDir, 'postgres/postmaster.pid')
const children: ChildProcess[] = []
afterAll(() => {
  for (const c of children) if (c.exitCode === null) c.kill('SIGKILL')
  if (existsSync(pidFile)) process.kill(Number.parseInt(readFileSync(pidFile, 'utf8')), 'SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

/** A child as npm would start it. Settings of the machine that runs the tests stay outside. */
function node(script: string, args: string[], env: Record<string, string> = {}) {
  const { DATABASE_URL: _, PUBLIC_URL: __, LANG: ___, LC_ALL: ____, ...outer } = process.env
  const child = spawn(process.execPath, [join(root, 'apps/server', script), ...args], {
    cwd: root,
    env: { ...outer, NODE_ENV: 'production', DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (t: string) => (out += t))
  child.stderr.setEncoding('utf8').on('data', (t: string) => (err += t))
  return { child, out: () => out, err: () => err, exit: once(child, 'close').then(([code]) => code as number) }
}

/** Runs a command with `--json`; standard output must be one object and nothing else. */
async function bantoh(args: string[], env: Record<string, string> = {}) {
  const p = node('cli.ts', [...args, '--json'], env)
  const code = await p.exit
  expect(p.out().trim().split('\n')).toHaveLength(1)
  return { code, body: JSON.parse(p.out()), err: p.err() }
}

const coscup = real('coscup-2023.session.json')
const counts = { dialect: 'opass-json', sessions: 352, speakers: 415, rooms: 28 }
/** The two lists by what one can check without quoting the file. */
const shape = ({ repaired, skipped, ...rest }: Record<string, any>) => {
  for (const note of [...repaired, ...skipped])
    expect([typeof note.place, typeof note.code, note.reason.length > 0]).toEqual(['string', 'string', true])
  return { ...rest, skipped: skipped.length, places: repaired.length > 0 && repaired.every((n: { place: string }) => n.place !== '') }
}

describe('alone on a data folder', () => {
  let apiKey = ''
  let organisationId = ''

  test('sets up, creates an event, imports a real programme, and again without a change', async () => {
    const set = await bantoh(['setup', '--organisation', '測試會展', '--email', 'owner@agency.example', '--password', 'correct horse 42'])
    expect([set.code, Object.keys(set.body).toSorted()]).toEqual([0, ['apiKey', 'organisationId']])
    ;({ apiKey, organisationId } = set.body)

    const made = await bantoh([
      'event',
      'create',
      '--slug',
      'coscup',
      '--name',
      '開源人年會',
      '--start',
      '2023-07-29',
      '--end',
      '2023-07-30',
    ])
    expect([made.code, Object.keys(made.body), made.body.eventId]).toEqual([0, ['eventId'], expect.stringMatching(/^[0-9a-f-]{36}$/)])

    const dry = await bantoh(['import-programme', '--event', 'coscup', '--file', coscup, '--dry-run'])
    expect([dry.code, shape(dry.body)]).toEqual([0, { ...counts, created: 795, updated: 0, unchanged: 0, skipped: 0, places: true }])
    // A dry run that had written would leave nothing to create.
    const first = await bantoh(['import-programme', '--event', 'coscup', '--file', coscup])
    expect([first.code, first.body]).toEqual([0, dry.body])
    const again = await bantoh(['import-programme', '--event', 'coscup', '--file', coscup])
    expect([again.code, again.body]).toEqual([0, { ...dry.body, created: 0, unchanged: 795 }])
  }, 120_000)

  test('renders a document into a file', async () => {
    const out = join(base, 'report.docx')
    const made = await bantoh(['deliverable', 'render', '--event', 'coscup', '--key', 'closing-report', '--format', 'docx', '--out', out])
    expect([made.code, made.body.file, made.body.bytes]).toEqual([0, out, statSync(out).size])
    const text = new TextDecoder().decode(unzipSync(readFileSync(out))['word/document.xml'])
    expect([text.includes('開源人年會'), text.includes('352')]).toEqual([true, true])
  }, 60_000)

  test.concurrent.each([
    ['unknown event', ['import-programme', '--event', 'nope', '--file', coscup], 1, 'event.unknown_slug'],
    ['unknown file', ['import-programme', '--event', 'coscup', '--file', '/no/such/file'], 1, 'cli.file'],
    ['a file for a folder', ['import-programme', '--event', 'coscup', '--file', `${coscup}/x`], 1, 'cli.file'],
    ['no address', ['setup', '--organisation', 'B', '--email', 'nobody', '--password', 'correct horse 42'], 1, 'request.invalid'],
    ['a folder for a file', ['import-programme', '--event', 'coscup', '--file', base], 1, 'cli.file'],
    ['no programme', ['import-programme', '--event', 'coscup', '--file', real('README.md')], 1, 'programme.import.unrecognised'],
    [
      'reversed dates',
      ['event', 'create', '--slug', 'bad', '--name', 'X', '--start', '2024-02-02', '--end', '2024-02-01'],
      1,
      'event.dates_reversed',
    ],
    [
      'a date that is none',
      ['event', 'create', '--slug', 'bad', '--name', 'X', '--start', '2024-02-30', '--end', '2024-03-01'],
      1,
      'request.invalid',
    ],
    [
      'unknown zone',
      ['event', 'create', '--slug', 'bad', '--name', 'X', '--start', '2024-02-02', '--end', '2024-02-02', '--zone', 'Asia/Atlantis'],
      1,
      'request.invalid',
    ],
    [
      'taken slug',
      ['event', 'create', '--slug', 'coscup', '--name', 'X', '--start', '2024-02-02', '--end', '2024-02-02'],
      1,
      'event.slug_taken',
    ],
    [
      'taken address',
      ['setup', '--organisation', 'B', '--email', 'owner@agency.example', '--password', 'correct horse 42'],
      1,
      'identity.email_taken',
    ],
    [
      'unknown document',
      ['deliverable', 'render', '--event', 'coscup', '--key', 'nope', '--format', 'pdf', '--out', join(base, 'x')],
      1,
      'documents.unknown_deliverable',
    ],
    [
      'unknown format',
      ['deliverable', 'render', '--event', 'coscup', '--key', 'agenda', '--format', 'exe', '--out', join(base, 'x')],
      1,
      'documents.format_unavailable',
    ],
    ['unknown option', ['event', 'create', '--colour', 'red'], 2, 'cli.usage'],
    ['missing option', ['import-programme', '--event', 'coscup'], 2, 'cli.usage'],
    ['unknown command', ['frobnicate'], 2, 'cli.usage'],
  ])(
    '%s: an error with a code, and nothing written',
    async (_name, args, code, error) => {
      const r = await bantoh(args)
      expect([r.code, Object.keys(r.body), r.body.error.code, r.err.trim() !== '']).toEqual([code, ['error'], error, true])
      expect(r.err).not.toMatch(/ {4}at |node:internal/)
      expect(existsSync(join(base, 'x'))).toBe(false)
    },
    60_000,
  )

  test('says how it is used, without a failure', async () => {
    const [asked, ofOne] = await Promise.all([bantoh(['--help']), bantoh(['event', 'create', '--help'])])
    expect([asked.code, ofOne.code, asked.body.usage.some((u: string) => u.startsWith('event create --slug S'))]).toEqual([0, 0, true])
  })

  test('beside a running server: same data, the key opens the API, a bad file changes nothing', async () => {
    const server = node('start.ts', [])
    for (let tries = 0; tries < 4000 && server.child.exitCode === null && !/address +http\S+\n/.test(server.out()); tries++) await sleep(50)
    const address = /address +(http\S+)/.exec(server.out())![1]!
    const api = async (path: string, key = apiKey) => {
      const r = await fetch(`${address}/api${path}`, { headers: { authorization: `Bearer ${key}` } })
      return { status: r.status, body: (await r.json()) as any }
    }
    const broken = join(base, 'broken.json')
    writeFileSync(broken, readFileSync(coscup).subarray(0, 400_000))
    const [made, refused] = await Promise.all([
      bantoh([
        'event',
        'create',
        '--slug',
        'beside',
        '--name',
        '旁邊',
        '--start',
        '2024-08-03',
        '--end',
        '2024-08-04',
        '--zone',
        'Asia/Tokyo',
      ]),
      bantoh(['import-programme', '--event', 'coscup', '--file', broken], { LANG: 'en_US.UTF-8' }),
    ])
    expect([refused.code, refused.body.error.code, refused.err.startsWith('The JSON is malformed or cut off')]).toEqual([
      1,
      'programme.import.malformed_json',
      true,
    ])
    const session = await api('/session')
    expect([session.status, session.body.organisation.id]).toEqual([200, organisationId])
    const events = await api('/events?sort=startDate')
    expect(events.body.rows.map((e: any) => [e.slug, e.zone])).toEqual([
      ['coscup', 'Asia/Taipei'],
      ['beside', 'Asia/Tokyo'],
    ])
    expect(events.body.rows[1].id).toBe(made.body.eventId)
    const programme = await api(`/events/${events.body.rows[0].id}/programme`)
    expect([programme.body.sessions.length, programme.body.speakers.length, programme.body.rooms.length]).toEqual([352, 415, 28])
    expect([(await api('/events', 'bth_wrong')).status, (await fetch(`${address}/api/events`)).status]).toEqual([401, 401])
    const page = await fetch(`${address}/e/coscup/programme`)
    expect(page.status).toBe(200)
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
  }, 240_000)
})
