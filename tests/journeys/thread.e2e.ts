import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync } from 'fflate'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../harness/browser.ts'
import { flaws, leave, listen, picture, settled } from '../harness/visit.ts'

const root = join(import.meta.dirname, '../..')
const coscup = join(root, '../shared/realdata/coscup-2023.session.json')
const base = mkdtempSync(join(tmpdir(), 'bantoh-thread-'))
chmodSync(base, 0o755)
const pidFile = join(base, 'data/postgres/postmaster.pid')
const owner = { email: 'owner@agency.example', password: 'a round table of ten' }
const desk = { email: 'desk@agency.example', password: 'scan scan scan scan' }

let server: ChildProcess
let browser: Browser
let said = ''
let address = ''
let office: BrowserContext
let page: Page
let slug = ''
const complaints: string[] = []

/** The first command of the README, as far as a test may go: no installing, a data folder and a port of its own. */
beforeAll(async () => {
  const { DATABASE_URL: _, PUBLIC_URL: __, ...env } = process.env
  server = spawn(process.execPath, [join(root, 'apps/server/start.ts')], {
    cwd: root,
    env: { ...env, NODE_ENV: 'production', DATA_DIR: join(base, 'data'), PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [server.stdout!, server.stderr!]) stream.setEncoding('utf8').on('data', (t: string) => (said += t))
  while (!/setup\?token=\S+/.test(said) && server.exitCode === null) await sleep(50)
  address = /address +(http\S+)/.exec(said)?.[1] ?? ''
  if (!address) throw new Error(said)
  browser = await launchBrowser()
  office = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  page = await office.newPage()
  const heard = listen(page)
  page.on('load', () => complaints.push(...heard.splice(0)))
})
afterAll(async () => {
  await browser?.close()
  server.kill('SIGTERM')
  if (server.exitCode === null) await once(server, 'exit')
  if (existsSync(pidFile)) process.kill(Number.parseInt(readFileSync(pidFile, 'utf8')), 'SIGKILL')
  rmSync(base, { recursive: true, force: true })
})
let stopped = false
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  stopped = true
  await picture(page, `failed-${task.name.slice(0, 40)}`)
})
/** Each step stands on the one before. */
// oxlint-disable-next-line vitest/expect-expect -- the steps assert
const step = (name: string, fn: () => Promise<void>) => test(name, async ({ skip }) => (stopped ? skip() : fn()), 90_000)
const button = (p: Page, name: string | RegExp) => p.getByRole('button', { name, exact: typeof name === 'string' })
const phone = () =>
  browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
    reducedMotion: 'reduce',
  })

step('the set-up link makes organisation and owner, and works once', async () => {
  const link = /(http\S+setup\?token=\S+)/.exec(said)![1]!
  await page.goto(link)
  await page.getByLabel('組織名稱').fill('測試會議顧問股份有限公司')
  await page.getByLabel('您的姓名').fill('林語澄')
  await page.getByLabel('電子郵件').fill(owner.email)
  await page.getByLabel('設定密碼').fill(owner.password)
  await page.getByText('載入示範活動', { exact: true }).click()
  await picture(page, 'thread-1-setup')
  await button(page, '開始使用').click()
  await page.waitForURL((u) => !u.pathname.includes('setup'), { timeout: 30_000 })
  await settled(page)
  expect(await flaws(page)).toEqual([])
  await picture(page, 'thread-2-today')
  const again = await (await browser.newContext({ locale: 'zh-TW' })).newPage()
  await again.goto(link)
  await again.getByText('已經設定過了').waitFor()
  await leave(again.context())
})

step('an event from a brief', async () => {
  await page.goto(`${address}/app/o/events/new`)
  await settled(page)
  const name = page.getByRole('group', { name: '活動名稱' })
  await name.getByRole('textbox').nth(0).fill('開源人年會 2023')
  await name.getByRole('textbox').nth(1).fill('COSCUP 2023')
  await page.getByLabel('目的').fill('讓開源社群一年一次當面交流。')
  await page.getByText('coscup-2023', { exact: false }).first().waitFor()
  await picture(page, 'thread-3-new-event')
  await button(page, '建立活動').click()
  await page.waitForURL(/\/app\/e\/[^/]+$/, { timeout: 20_000 })
  slug = page.url().split('/').at(-1)!
  await settled(page)
  await picture(page, 'thread-4-overview')
})

step('the real programme: a dry run first, then the import', async () => {
  await page.goto(`${address}/app/e/${slug}/programme/import`)
  await settled(page)
  await page.locator('input[type=file]').setInputFiles(coscup)
  const run = button(page, '匯入')
  await run.waitFor({ timeout: 30_000 })
  const figures = page.locator('main')
  expect(await figures.innerText()).toMatch(/352[\s\S]*415[\s\S]*28[\s\S]*795/)
  await picture(page, 'thread-5-dry-run')
  await button(page, '活動改用檔案的日期與時區').click()
  await button(page, '活動改用檔案的日期與時區').waitFor({ state: 'detached' })
  await run.click()
  await page.getByText('匯入完成：新增 795 筆').waitFor({ timeout: 60_000 })
  await picture(page, 'thread-6-imported')
  await page.goto(`${address}/app/e/${slug}/programme`)
  await settled(page)
  await picture(page, 'thread-7-timetable')
})

step('a ticket, and the site goes public', async () => {
  await page.goto(`${address}/app/e/${slug}/ticket-types`)
  await settled(page)
  await button(page, '新增票種').first().click()
  const name = page.getByRole('dialog').getByRole('group', { name: '票種' })
  await name.getByRole('textbox').nth(0).fill('一般票')
  await page.getByRole('dialog').getByLabel('名額').fill('3')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /儲存|新增/ })
    .last()
    .click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const visitor = await (await browser.newContext({ locale: 'zh-TW' })).newPage()
  expect((await visitor.goto(`${address}/e/${slug}`))!.status()).toBe(404)
  await page.goto(`${address}/app/e/${slug}/settings`)
  await settled(page)
  await page.getByRole('tab', { name: '公開與狀態' }).click()
  await button(page, '公開官網').click()
  await page.getByRole('tabpanel').getByText('官網公開', { exact: true }).waitFor()
  const opened = await visitor.goto(`${address}/e/${slug}/programme`)
  expect([opened!.status(), await flaws(visitor)]).toEqual([200, []])
  await picture(visitor, 'thread-8-site')
  await leave(visitor.context())
})

const people = [
  { name: '江品叡', email: 'jiang@people.example', at: 'phone' },
  { name: '周語彤', email: 'chou@people.example', at: 'desk' },
  { name: 'Ana Lima', email: 'ana@people.example', at: 'desk' },
] as const
step('three people register, one on a phone; the fourth finds it full', async () => {
  for (const person of people) {
    const context = person.at === 'phone' ? await phone() : await browser.newContext({ locale: 'zh-TW' })
    const p = await context.newPage()
    await p.goto(`${address}/e/${slug}`)
    await p.getByRole('link', { name: /報名/ }).locator('visible=true').first().click()
    await p.getByLabel('姓名').fill(person.name)
    await p.getByLabel('電子郵件').fill(person.email)
    await p.getByLabel(/我已閱讀個人資料蒐集告知事項/).check()
    expect(await flaws(p)).toEqual([])
    await button(p, '送出報名').click()
    await p.getByText('位子留好了').waitFor()
    expect([await p.locator('.qr svg').count(), await flaws(p)]).toEqual([1, []])
    await picture(p, `thread-9-registered-${person.at}`)
    await leave(context)
  }
  const late = await (await phone()).newPage()
  await late.goto(`${address}/e/${slug}/register`)
  await late.getByText('額滿').first().waitFor()
  expect(await button(late, '送出報名').count()).toBe(0)
  await leave(late.context())
})

/** What the owner's session reads from the API. */
const api = async <T>(path: string): Promise<T> => (await office.request.get(`${address}/api${path}`)).json() as Promise<T>
let eventId = ''
step('a colleague is invited to the front desk by mail', async () => {
  eventId = (await api<{ id: string }>(`/events/by-slug/${slug}`)).id
  await page.goto(`${address}/app/e/${slug}/team`)
  await settled(page)
  await button(page, '邀請還沒有帳號的人').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('電子郵件').fill(desk.email)
  await dialog.getByLabel('角色').click()
  await page.getByRole('option', { name: /報到/ }).click()
  await button(page, '寄出邀請').click()
  await page.getByText(`已寄邀請給 ${desk.email}`).waitFor()
  let link = ''
  for (let tries = 0; tries < 30 && !link; tries++, await sleep(100)) {
    const { rows } = await api<{ rows: { id: string; subject: string }[] }>('/mail')
    for (const m of rows) {
      const letter =
        JSON.stringify(await api(`/mail/${m.id}`)) + (await (await office.request.get(`${address}/api/mail/${m.id}/html`)).text())
      link ||= /\/app\/join\?token=[\w.~-]+/.exec(letter)?.[0] ?? ''
    }
  }
  const context = await browser.newContext({ locale: 'zh-TW' })
  const p = await context.newPage()
  await p.goto(address + link)
  await p.getByLabel('您的姓名').fill('簡妙如')
  await p.getByLabel('設定密碼').fill(desk.password)
  await button(p, /^加入/).click()
  await p.waitForURL((u) => !u.pathname.includes('join'))
  expect((await context.request.get(`${address}/api/events/${eventId}/registrations`)).status()).toBe(403)
  await leave(context)
})

step('two are checked in on a phone, one by scanner, one by name; a second scan is shown as such', async () => {
  const { rows } = await api<{ rows: { id: string; name: string }[] }>(`/events/${eventId}/checkin/guests`)
  expect(rows.map((r) => r.name).toSorted()).toEqual(people.map((x) => x.name).toSorted())
  const context = await phone()
  const p = await context.newPage()
  await p.goto(`${address}/checkin/`)
  await p.getByLabel('電子郵件').fill(desk.email)
  await p.getByLabel('密碼').fill(desk.password)
  await button(p, '登入').click()
  await p.getByRole('button', { name: /開源人年會/ }).click()
  await p.getByLabel('櫃檯名稱').fill('A 櫃檯')
  await button(p, '開始報到').click()
  await p.getByText('本櫃檯').waitFor()
  await picture(p, 'thread-10-gate')
  // The text that a scanner types is the text in the QR code of the confirmation.
  const first = rows.find((r) => r.name === '江品叡')!
  const qr = await (await office.request.get(`${address}/api/events/${eventId}/registrations/${first.id}/qr.svg`)).text()
  const code = await scanned(qr, p)
  // A scanner's keys come within milliseconds, which a loaded test machine does not promise; hence all at once.
  const scan = () =>
    p.evaluate((text) => {
      for (const key of [...text, 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    }, code)
  await scan()
  await p.getByRole('heading', { name: '報到完成' }).waitFor()
  expect(await p.locator('main.verdict').innerText()).toContain('江品叡')
  await picture(p, 'thread-11-arrived')
  await p.getByRole('heading', { name: '報到完成' }).waitFor({ state: 'detached' })
  await scan()
  await p.getByRole('heading', { name: '這張票報到過了' }).waitFor()
  await picture(p, 'thread-12-again')
  await button(p, /回到掃描|下一位/)
    .last()
    .click()
  await button(p, '找姓名').click()
  await p.getByRole('searchbox').or(p.locator('form[role=search] input')).first().fill('語彤')
  await p.getByRole('button', { name: /周語彤/ }).click()
  await p.getByRole('heading', { name: '報到完成' }).waitFor()
  let arrived = 0
  for (let tries = 0; tries < 100 && arrived !== 2; tries++, await sleep(100))
    arrived = (await api<{ arrived: number }>(`/events/${eventId}/checkin/counts`)).arrived
  expect(arrived).toBe(2)
  await leave(context)
})

step('the closing report comes out as a Word file with the right numbers', async () => {
  await page.goto(`${address}/app/e/${slug}/documents/closing-report`)
  await settled(page)
  await picture(page, 'thread-13-report')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('link', { name: /Word|DOCX/i })
      .first()
      .click(),
  ])
  expect(download.suggestedFilename()).toMatch(/結案報告.*\.docx$/)
  const parts = unzipSync(readFileSync(await download.path()))
  const text = new TextDecoder()
    .decode(parts['word/document.xml'])
    .replaceAll(/<w:p[ >]/g, '\n$&')
    .replaceAll(/<[^>]+>/g, '')
  const lines = text
    .split('\n')
    .map((l) => l.replaceAll(/\s+/g, ' ').trim())
    .filter(Boolean)
  // Counted from the file itself: who really stands on a stage, in rooms that are really used.
  const file = JSON.parse(readFileSync(coscup, 'utf8')) as { sessions: { speakers: string[]; room: string }[] }
  const [sessions, speakers, rooms] = [
    file.sessions.length,
    new Set(file.sessions.flatMap((x) => x.speakers)).size,
    new Set(file.sessions.map((x) => x.room)).size,
  ]
  // Spaces are bound (no-break) where Chinese meets figures; here only the words count.
  const bare = (t: string) => t.replaceAll(/[\s\u00a0\u2060]+/g, '')
  const summary = lines.indexOf('報名人數')
  expect(lines.slice(summary - 1, summary + 9).map(bare)).toEqual(
    ['3 人', '報名人數', '2 人', '實體報到', '67 %', '實體報到率', `${sessions} 場`, '議程場次', `${speakers} 位`, '講者'].map(bare),
  )
  const spoken = lines.find((l) => l.startsWith('共辦理'))!
  expect([
    spoken.includes(`共辦理 ${sessions} 場次`),
    spoken.includes(`使用 ${rooms} 間會議室`),
    spoken.includes(`與談人 ${speakers} 位`),
  ]).toEqual([true, true, true])
  const total = lines.indexOf('合計')
  expect(lines.slice(total, total + 4).map(bare)).toEqual(['合計', '3', '2', '67%'])
  const said = lines.map(bare)
  expect([said.includes('開源人年會2023'), said.includes('民國112年7月29日（六）至30日（日）')]).toEqual([true, true])
  expect(complaints.filter((c) => !/favicon/.test(c))).toEqual([])
})

/** Reads the picture of a QR code with the browser's own decoder of the gate app, or takes the text where the answer is one. */
async function scanned(answer: string, p: Page): Promise<string> {
  if (!answer.startsWith('<')) return answer.trim()
  const { readBarcodes, prepareZXingModule } = await import('zxing-wasm/reader')
  prepareZXingModule({
    overrides: { wasmBinary: readFileSync(join(root, 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')).buffer as ArrayBuffer },
  })
  const other = await p
    .context()
    .browser()!
    .newContext({ viewport: { width: 600, height: 600 } })
  const canvas = await other.newPage()
  await canvas.setContent(`<body style="margin:40px;background:#fff"><div style="width:480px">${answer}</div></body>`)
  const png = await canvas.screenshot()
  await leave(other)
  const [found] = await readBarcodes(new Blob([new Uint8Array(png)]), { formats: ['QRCode'] })
  return found!.text
}
