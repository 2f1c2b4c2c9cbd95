import { sql } from 'kysely'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oidcEndpoints } from '../../src/modules/identity/contract/oidc.ts'
import { allowLoopbackProvider } from '../../src/modules/identity/server/index.ts'
import { codeAt, stepAt } from '../../src/modules/identity/server/totp.ts'
import { PASSWORD, testApp } from '../harness/app.ts'
import { launchBrowser } from '../harness/browser.ts'
import { CLIENT, oidcServer } from '../harness/oidc-provider.ts'
import { barriers, flaws, picture, settled } from '../harness/visit.ts'

const t = await testApp()
const { db } = t.app.services
const org = await t.organisation('登入會展')
const person = await t.person(org.organisationId, 'director')
const browser = await launchBrowser()
let base = ''
let context: BrowserContext
let page: Page
let cdp: CDPSession
const words = { locale: 'zh-TW', viewport: { width: 1440, height: 900 } }
const opened = { reducedMotion: 'reduce' as const, ...words }

beforeAll(async () => {
  await t.app.http.listen({ port: 0, host: '127.0.0.1' })
  base = `http://localhost:${(t.app.http.server.address() as { port: number }).port}`
  t.app.services.publicUrl = base
  context = await browser.newContext(opened)
  page = await context.newPage()
  cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
})
afterAll(() => browser.close())

const look = async (name: string) => {
  await settled(page)
  expect([name, await flaws(page), await barriers(page)]).toEqual([name, [], []])
  await picture(page, `sign-in-${name}`)
}
const typePassword = async (email: string) => {
  await page.goto(`${base}/app/sign-in`)
  await page.getByLabel('電子郵件').fill(email)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: '登入', exact: true }).click()
}
const signOut = async () => {
  await context.clearCookies()
}
const isIn = () => page.waitForURL((u) => !u.pathname.startsWith('/app/sign-in'))
const security = `/app/o/settings/account?tab=security`
let secret = ''
let codes: string[] = []

test('an authenticator app: scanned or typed, confirmed, codes kept', async () => {
  await typePassword(person.email)
  await isIn()
  await page.goto(base + security)
  await page.getByRole('button', { name: '設定', exact: true }).click()
  secret = (await page.locator('.totpkey').innerText()).replaceAll(/\s/g, '')
  await look('totp')
  await page.getByLabel('驗證碼').fill(codeAt(secret, stepAt(Date.now())))
  await page.getByRole('button', { name: '確認並開啟' }).click()
  await page.locator('.codes li').first().waitFor()
  codes = await page.locator('.codes li').allInnerTexts()
  expect([codes.length, new Set(codes).size]).toEqual([10, 10])
  await look('codes')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '存成檔案' }).click()
  expect((await download).suggestedFilename()).toBe('bantoh-備用碼.txt')
  await page.getByRole('button', { name: '我已收好' }).click()
  await page.getByText('剩 10 組').waitFor()
  await look('factors')
})

test('the second step: code, then a recovery code', async () => {
  await signOut()
  await typePassword(person.email)
  await page.getByRole('heading', { name: '再確認一步' }).waitFor()
  await look('second-step')
  await page.getByLabel('驗證碼').fill('000000')
  await page.getByRole('button', { name: '登入', exact: true }).click()
  await page.getByText('驗證碼不對').waitFor()
  await db.asSystem((tx) => sql`update auth_totp set last_step = last_step - 5`.execute(tx))
  await page.getByLabel('驗證碼').fill(codeAt(secret, stepAt(Date.now())))
  await page.getByRole('button', { name: '登入', exact: true }).click()
  await isIn()
  await signOut()
  await typePassword(person.email)
  await page.getByRole('button', { name: '手機不在身邊？用備用碼' }).click()
  await page.getByLabel('備用碼').fill(codes[0]!)
  await page.getByRole('button', { name: '登入', exact: true }).click()
  await isIn()
  await page.goto(base + security)
  await page.getByText('剩 9 組').waitFor()
  expect(await page.getByText('剩 10 組').count()).toBe(0)
})

test('a passkey of the device: added with a name, and signs in without a password', async () => {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(base + security)
  await page.getByRole('button', { name: '新增通行金鑰' }).click()
  await page.getByLabel('名稱').fill('辦公室筆電')
  await look('passkey-name')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.locator('.codes, .factors b', { hasText: '辦公室筆電' }).waitFor()
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  expect(credentials.map((c) => [c.isResidentCredential, c.rpId])).toEqual([[true, 'localhost']])
  await look('passkeys')
  await signOut()
  await page.goto(`${base}/app/sign-in`)
  // The browser may offer it by itself (conditional mediation); else the button does.
  const button = page.getByRole('button', { name: '用通行金鑰登入' })
  await Promise.race([isIn(), button.click({ timeout: 15_000 }).catch(() => {})])
  await isIn()
  await page.goto(base + security)
  await page.getByText('上次使用').waitFor()
  // As the second step after a password.
  await signOut()
  await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
  await typePassword(person.email)
  await page.getByRole('heading', { name: '再確認一步' }).waitFor()
  await look('second-step-passkey')
  await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
  await page.getByRole('button', { name: '用通行金鑰確認' }).click()
  await isIn()
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
})

test('the company’s account: button, provider, back inside; a refusal is told in words', async () => {
  allowLoopbackProvider(true)
  const idp = await oidcServer(`${base}/app/sign-in/oidc`)
  const owner = { cookie: (await t.cookieOf(org.email)).cookie! }
  const saved = await t.call(owner, oidcEndpoints.save, {
    body: {
      enabled: true,
      issuer: idp.issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      label: '用公司帳號登入',
      mailDomains: ['corp.example'],
      defaultRole: 'planner',
      createPeople: true,
    },
  })
  expect(saved.status).toBe(200)
  await signOut()
  await page.goto(`${base}/app/sign-in?next=${encodeURIComponent('/o/settings/account')}`)
  await page.getByRole('button', { name: '用公司帳號登入' }).waitFor()
  await look('ways')
  idp.as({ sub: 'x', email: 'someone@corp.example', email_verified: false, name: '林小美' })
  await page.getByRole('button', { name: '用公司帳號登入' }).click()
  await page.getByRole('heading', { name: '沒有登入成功' }).waitFor()
  expect(new URL(page.url()).search).toBe('')
  await look('refused')
  idp.as({ sub: 'y', email: 'mei@corp.example', email_verified: true, name: '林小美' })
  await context.clearCookies()
  await page.goto(`${base}/app/sign-in?next=${encodeURIComponent('/o/settings/account?tab=security')}`)
  await page.getByRole('button', { name: '用公司帳號登入' }).click()
  await page.getByRole('heading', { name: '林小美' }).waitFor()
  await page.getByText('您是用公司帳號登入的').waitFor()
  await look('by-company')
})

test('an organisation that asks for it leads to the setting up, in both languages and on a phone', async () => {
  await db.asSystem((tx) =>
    sql`update organisation set settings = settings || '{"factors":{"required":"all","graceDays":0,"since":"2026-01-01T00:00:00.000Z"}}'::jsonb`.execute(
      tx,
    ),
  )
  const late = await t.person(org.organisationId, 'planner')
  await signOut()
  await typePassword(late.email)
  await page.waitForURL((u) => u.pathname === '/app/secure')
  await page.getByText('先設定兩步驟登入').waitFor()
  await look('secure')
  await page.setViewportSize({ width: 390, height: 844 })
  await look('secure-390')
  await page.goto(`${base}/app`)
  await page.waitForURL((u) => u.pathname === '/app/secure')
  await page.setViewportSize(words.viewport)
  await page.getByRole('button', { name: '設定', exact: true }).click()
  const key = (await page.locator('.totpkey').innerText()).replaceAll(/\s/g, '')
  await page.getByLabel('驗證碼').fill(codeAt(key, stepAt(Date.now())))
  await page.getByRole('button', { name: '確認並開啟' }).click()
  await page.getByRole('button', { name: '我已收好' }).click()
  await page.waitForURL((u) => u.pathname === '/app' || u.pathname === '/app/')
  expect((await context.cookies()).some((c) => c.name === 'bantoh.session_token')).toBe(true)
})
