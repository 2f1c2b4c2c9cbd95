import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, report, run } from './check.ts'
import { findChromium } from './harness/browser.ts'

const root = join(import.meta.dirname, '..')
let passed = 0
let failed = 0
const count = (ok: boolean) => void (ok ? passed++ : failed++)

const hasChineseFont = () => {
  const listed = spawnSync('fc-list', [':lang=zh-tw', 'family'], { encoding: 'utf8' })
  if (listed.status === 0) return listed.stdout.trim() !== ''
  const folder = '/usr/share/fonts/opentype/noto'
  return existsSync(folder) && readdirSync(folder).some((f) => f.includes('CJK'))
}

/** The journeys need a browser and glyphs to draw. On Debian as root they are installed; elsewhere a person is told what to do. */
function prepareBrowser(): boolean {
  const missing = () => [...(findChromium() ? [] : ['chromium']), ...(hasChineseFont() ? [] : ['fonts-noto-cjk'])]
  const wanted = missing()
  if (!wanted.length) return true
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  if (/^ID="?debian"?$/m.test(system) && process.getuid?.() === 0) {
    const apt = (...args: string[]) =>
      spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0
    console.log(`安裝 / installing ${wanted.join(' ')} …`)
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', ...wanted)
  }
  const left = missing()
  if (left.length)
    console.error(`缺少 / missing: ${left.join('、')}
測試需要 Chromium 與中文字型。Debian 請以 root 執行：apt-get install -y chromium fonts-noto-cjk
其他系統請自行安裝，並以 CHROMIUM_PATH 指定 Chromium 的路徑。
The tests need Chromium and a Chinese font. On Debian, as root: apt-get install -y chromium fonts-noto-cjk
Elsewhere install both, and set CHROMIUM_PATH to the browser.`)
  return left.length === 0
}

type Report = {
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[]
}

/** All of vitest, or what the arguments of `npm test -- …` choose. A file that does not even load, and a run without any test, count as failures. */
function runTests(only: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'bantoh-report-'))
  const file = join(folder, 'report.json')
  const r = spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...only, ...process.argv.slice(2)],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null
  rmSync(folder, { recursive: true })
  const broken = (result?.testResults ?? []).filter((f) => f.status === 'failed' && !f.assertionResults.some((a) => a.status === 'failed'))
  for (const f of broken) console.log(`✗ ${f.name.slice(root.length + 1)}: ${f.message.split('\n')[0]}`)
  const failures = (result?.numFailedTests ?? 0) + broken.length
  passed += result?.numPassedTests ?? 0
  failed += failures
  if (!result?.numPassedTests || (r.status !== 0 && failures === 0)) failed += 1
}

const ready = prepareBrowser()
count(ready)
const steps = await check({ architecture: false })
for (const step of steps) count(step.ok)
const build = await run({ name: 'build', command: process.execPath, args: [join(root, 'apps/server/build.ts')] })
report(build)
count(build.ok)
// Without a browser the rest still tells something; the run has failed already.
runTests(ready ? [] : ['--project', 'unit'])
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
