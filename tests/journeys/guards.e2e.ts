import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildStale } from '../../apps/server/build.ts'
import { personEndpoints } from '../../src/modules/crm/contract/person.ts'
import { PASSWORD, testApp } from '../harness/app.ts'
import { launchBrowser } from '../harness/browser.ts'
import { settled } from '../harness/visit.ts'

await buildStale()
const t = await testApp()
const org = await t.organisation('再確認會展')
let browser: Browser
let address = ''
let page: Page

/** Makes the proof of everybody's sign-in an hour old. */
const age = () =>
  t.app.services.db.asSystem(async (tx) => {
    await sql`update session_guard set verified_at = now() - interval '1 hour'`.execute(tx)
    await sql`update auth_session set "createdAt" = now() - interval '1 hour'`.execute(tx)
  })
const dialog = () => page.getByRole('dialog', { name: '請再確認是您本人' })
const confirm = async (password: string) => {
  await dialog().getByLabel('您的密碼').fill(password)
  await dialog().getByRole('button', { name: '確認' }).click()
}

beforeAll(async () => {
  browser = await launchBrowser()
  await t.app.http.listen({ port: 0, host: '127.0.0.1' })
  address = `http://127.0.0.1:${(t.app.http.server.address() as AddressInfo).port}`
  const context = await browser.newContext({ locale: 'zh-TW', acceptDownloads: true, viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  await context.request.post(`${address}/api/auth/sign-in/email`, {
    data: { email: org.email, password: PASSWORD },
    headers: { origin: address },
  })
})
afterAll(() => browser?.close())

test('a download asks who is there, goes on by itself, and leaves the page alone when the answer is no', async () => {
  const made = await t.call(org.key, personEndpoints.create, { body: { name: '林美惠', email: 'lin@x.example' } as never })
  expect(made.status).toBe(200)
  await page.goto(`${address}/app/o/people`)
  await settled(page)
  await age()
  const here = page.url()
  const wish = async () => {
    await page.getByRole('button', { name: '匯出', exact: true }).click()
    await page.locator('a[href*="/api/crm/export/people"]').first().click()
  }
  await wish()
  await dialog().waitFor()
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  expect(page.url()).toBe(here)
  await page.getByText('請再確認一次是您本人').first().waitFor()

  await wish()
  await dialog().waitFor()
  await confirm('not the password')
  await dialog().getByText('目前的密碼不對').waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), confirm(PASSWORD)])
  expect(file.suggestedFilename()).toMatch(/\.(xlsx|csv)$/)
  expect(readFileSync(await file.path()).length > 100).toBe(true)
  expect(page.url()).toBe(here)
  // For a while nobody is asked again.
  const [again] = await Promise.all([page.waitForEvent('download'), wish()])
  expect(again.suggestedFilename()).toBe(file.suggestedFilename())
  await dialog().waitFor({ state: 'detached' })
}, 60_000)

test('a form whose saving needs proof is sent again by itself; a no keeps what was typed', async () => {
  await page.goto(`${address}/app/o/settings/organisation`)
  await settled(page)
  await age()
  await page.getByRole('button', { name: '新增匯款帳號' }).click()
  const form = page.getByRole('dialog', { name: '更改匯款帳號' })
  await form.getByLabel('匯款帳號').fill('0121-0034567890')
  await form.getByRole('button', { name: '儲存' }).click()
  await dialog().waitFor()
  await dialog().getByRole('button', { name: '取消' }).click()
  await dialog().waitFor({ state: 'detached' })
  expect(await form.getByLabel('匯款帳號').inputValue()).toBe('0121-0034567890')
  await form.getByRole('button', { name: '儲存' }).click()
  await dialog().waitFor()
  await confirm(PASSWORD)
  await page.getByText('•••• 7890').waitFor()
  const { rows } = await t.app.services.db.asSystem((tx) =>
    sql<{ tail: string }>`select bank_tail as tail from organisation where organisation_id = ${org.organisationId}`.execute(tx),
  )
  expect(rows).toEqual([{ tail: '7890' }])
}, 60_000)

test('a password can be pasted and looked at, and the hint follows the rule', async () => {
  await page.goto(`${address}/app/o/settings/account?tab=password`)
  await settled(page)
  const field = page.getByLabel('新密碼', { exact: false }).first()
  await field.fill('1qaz2wsx3edc')
  await page.getByText('太好猜，或在外洩名單裡，不能用').waitFor()
  await field.fill('週末想去吃三家牛肉麵')
  await page.getByText('很好', { exact: true }).waitFor()
  expect(await field.getAttribute('type')).toBe('password')
  await page.getByRole('button', { name: '顯示密碼' }).nth(1).click()
  expect(await field.getAttribute('type')).toBe('text')
}, 60_000)
