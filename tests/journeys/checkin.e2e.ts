import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import QRCode from 'qrcode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildStale } from '../../apps/server/build.ts'
import { newId } from '../../src/kernel/contract/ids.ts'
import { checkinEndpoints } from '../../src/modules/checkin/contract/checkin.ts'
import { qrPayload } from '../../src/modules/registration/contract/qr.ts'
import { registrationEndpoints } from '../../src/modules/registration/contract/registration.ts'
import { ticketEndpoints } from '../../src/modules/registration/contract/ticket.ts'
import { deskKeys } from '../../src/modules/registration/server/index.ts'
import { PASSWORD, testApp } from '../harness/app.ts'
import { findChromium } from '../harness/browser.ts'
import { barriers } from '../harness/visit.ts'

await buildStale()
const app = await testApp()
const org = await app.organisation()
const folder = await mkdtemp(join(tmpdir(), 'bantoh-gate-'))
const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
const names = ['羅品妤', '蔡佩珊', '歐陽靜', '林歐文', '陳一', '王小明', '張三', '李四']
let address = ''
let params: { eventId: string }
let codes: string[] = []
let people: { id: string; name: string }[] = []
let context: BrowserContext
let page: Page
let desk: { email: string }
const broken: string[] = []

/** A camera that sees nothing for four seconds, then a phone with this code for three, then nothing for two minutes: raw video, one picture a second. */
function film(text: string): Buffer {
  const [W, H, SCALE, QUIET] = [320, 240, 5, 4]
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const frame = (code: boolean) => {
    const bright = Buffer.alloc(W * H, 90)
    const side = (modules.size + 2 * QUIET) * SCALE
    for (let y = 0; code && y < side; y++)
      for (let x = 0; x < side; x++) {
        const [row, column] = [Math.floor(y / SCALE) - QUIET, Math.floor(x / SCALE) - QUIET]
        const inside = row >= 0 && column >= 0 && row < modules.size && column < modules.size
        bright[(y + 15) * W + x + 55] = inside && modules.get(row, column) ? 16 : 235
      }
    return Buffer.concat([Buffer.from('FRAME\n'), bright, Buffer.alloc((W * H) / 2, 128)])
  }
  const [empty, full] = [frame(false), frame(true)]
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${W} H${H} F1:1 Ip A1:1 C420jpeg\n`),
    ...Array.from({ length: 127 }, (_, i) => (i >= 4 && i < 7 ? full : empty)),
  ])
}

const counts = async () => (await app.call(org.key, checkinEndpoints.counts, { params })).body
/** A hardware scanner: fast keystrokes and Enter, wherever the focus is. */
async function wedge(text: string) {
  await page.keyboard.type(text, { delay: 3 })
  await page.keyboard.press('Enter')
}
const verdict = (kind: 'ok' | 'look' | 'stop') => page.locator(`.verdict.${kind}`).waitFor({ timeout: 15_000 })
const back = () => page.locator('.verdict .btn.dark').click()

beforeAll(async () => {
  await app.app.http.listen({ port: 0, host: '127.0.0.1' })
  address = `http://127.0.0.1:${(app.app.http.server.address() as AddressInfo).port}`
  const event = await app.event(org.key, { name: { zh: '永續會展論壇', en: 'Forum' }, startDate: day, endDate: day })
  params = { eventId: event.id }
  const ticket = (await app.call(org.key, ticketEndpoints.create, { params, body: { name: { zh: '一般票', en: 'Regular' } } as never }))
    .body as { id: string }
  const made = await app.call(org.key, registrationEndpoints.paste, {
    params,
    body: { rows: names.map((name, i) => ({ name, ticketTypeId: ticket.id, organisation: '峰谷展覽工程', phone: `0912-345-${100 + i}` })) },
  })
  people = made.body.rows
  const { qrKey } = await app.run(org.organisationId, deskKeys, event.id)
  codes = await Promise.all(people.map((p) => qrPayload(p, qrKey)))
  await writeFile(join(folder, 'camera.y4m'), film(codes[0]!))
  context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: findChromium()!,
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${join(folder, 'camera.y4m')}`,
    ],
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
  })
  page = await context.newPage()
  page.on('pageerror', (e) => broken.push(e.message))
})
afterAll(async () => {
  await context?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the gate', () => {
  test('a phone checks in through camera, scanner and name', async () => {
    desk = await app.person(org.organisationId, 'frontdesk', params.eventId)
    await page.goto(`${address}/checkin/?event=${params.eventId}`)
    await page.fill('input[type=email]', desk.email)
    await page.fill('input[type=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.fill('input[maxlength="40"]', 'B 櫃檯')
    await page.click('button[type=submit]')
    await verdict('ok')
    expect(await page.textContent('.who b')).toBe('羅品妤')
    // Two seconds later it is ready again by itself, and the phone still held there is no second scan.
    await page.locator('.verdict').waitFor({ state: 'detached', timeout: 6000 })
    await wedge(codes[0]!)
    await verdict('look')
    expect(await page.textContent('.verdict h1')).toBe('這張票報到過了')
    expect(await page.textContent('.verdict dl')).toContain('B 櫃檯')
    expect(await barriers(page)).toEqual([])
    await back()
    await page.click('text=找姓名')
    await page.fill('.find input', '歐陽')
    expect(await page.locator('.results b').allTextContents()).toEqual(['歐陽靜'])
    await page.locator('.results button').click()
    await verdict('ok')
    await page.click('text=掃錯了，復原這筆')
    await page.locator('.verdict').waitFor({ state: 'detached' })
    await expect.poll(async () => (await counts()).byDevice, { timeout: 10_000 }).toEqual({ 'B 櫃檯': 1 })
  })

  test('without a network it goes on, survives a reload and is told once', async () => {
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 15_000 })
    await context.setOffline(true)
    for (const i of [1, 2, 3]) {
      await wedge(codes[i]!)
      await page.locator('.who b', { hasText: names[i]! }).waitFor({ timeout: 10_000 })
    }
    await page.locator('.verdict').waitFor({ state: 'detached', timeout: 6000 })
    // Meanwhile another desk takes one of the three.
    await app.call(org.key, checkinEndpoints.scan, {
      params,
      body: { scans: [{ id: newId(), registrationId: people[2]!.id, device: 'A 櫃檯' }] },
    })
    await page.reload()
    await page.locator('.line').waitFor({ timeout: 15_000 })
    expect(await page.textContent('.line')).toContain('3 筆待上傳')
    await wedge(codes[1]!)
    await verdict('look')
    await back()
    await context.setOffline(false)
    await page.locator('.line').waitFor({ state: 'detached', timeout: 30_000 })
    expect((await counts()).byDevice).toEqual({ 'A 櫃檯': 1, 'B 櫃檯': 3 })
    await page.click('[aria-label="紀錄與設定，1 筆和伺服器不同，請看紀錄"]')
    await page.locator('.log .differs').waitFor({ timeout: 10_000 })
    expect(await page.textContent('.log .differs')).toContain('A 櫃檯')
    expect(await barriers(page)).toEqual([])
    expect(broken).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('a clock a day behind, the app killed while off line, and a session that ended: nothing lost, all on the right day', async () => {
    await page.close()
    page = await context.newPage()
    page.on('pageerror', (e) => broken.push(e.message))
    await page.addInitScript((off) => {
      const right = Date.now.bind(Date)
      Date.now = () => right() - off
    }, 26 * 3_600_000)
    const answered = page.waitForResponse((r) => r.url().includes('/roster'))
    await page.goto(`${address}/checkin/`)
    await answered
    await page.locator('.counter').waitFor()
    await context.setOffline(true)
    await page.click('text=輸入編號')
    await page.fill('.codefield input', '5')
    await page.press('.codefield input', 'Enter')
    await page.locator('.who b', { hasText: names[4]! }).waitFor({ timeout: 10_000 })
    // Killed at once, and the way back in is shut.
    await page.close()
    await context.clearCookies()
    page = await context.newPage()
    page.on('pageerror', (e) => broken.push(e.message))
    await page.goto(`${address}/checkin/`)
    await page.locator('.line', { hasText: '1 筆待上傳' }).waitFor({ timeout: 15_000 })
    await context.setOffline(false)
    await page.locator('button.line').click({ timeout: 30_000 })
    await page.fill('input[type=email]', desk.email)
    await page.fill('input[type=password]', PASSWORD)
    await page.click('.over button[type=submit]')
    await expect.poll(async () => (await counts()).byDevice['B 櫃檯'], { timeout: 20_000 }).toBe(4)
    expect(broken).toEqual([])
  })
})
