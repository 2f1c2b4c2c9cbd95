import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'

/** Where screenshots go when `SCREENSHOTS=1` asks for them. */
const folder = process.env.SCREENSHOTS ? join(import.meta.dirname, '../artifacts') : null

/** Everything that a page complains about: scripts that fail, answers that are missing. */
export function listen(page: Page): string[] {
  const said: string[] = []
  page.on('pageerror', (e) => said.push(`error: ${e.message}`))
  page.on('console', (m) => m.type() === 'error' && said.push(`console: ${m.text()}`))
  page.on('response', (r) => r.status() >= 400 && said.push(`${r.status()} ${new URL(r.url()).pathname}`))
  return said
}

/** Waits until nothing on the page is still loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, main').first().waitFor({ timeout: 10_000 })
  await page.waitForFunction(() => !document.querySelector('.skel, [aria-busy=true]') && document.fonts.status === 'loaded', undefined, {
    timeout: 10_000,
  })
}

/** What a person with eyes would call broken: sideways scrolling, keys in place of words, nothing at all. */
export const flaws = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const out: string[] = []
    const root = document.scrollingElement!
    if (root.scrollWidth > root.clientWidth + 1) {
      const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1).slice(-2)
      out.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth}: ${wide.map((e) => `${e.tagName}.${e.className}`).join(', ')}`)
    }
    const text = document.body.innerText
    if (text.trim().length < 25) out.push('empty page')
    for (const [key] of text.matchAll(
      /(?<![\w/.@-])[a-z]{2,}:[a-z][a-zA-Z]*(?:\.[a-zA-Z]+)*(?![\w/])|\{\{\w+\}\}|\[object Object\]|\bundefined\b|\bNaN\b/g,
    ))
      out.push(`raw text: ${key}`)
    for (const line of text.split('\n'))
      if (/^[a-z]+[a-zA-Z]*(\.[a-z][a-zA-Z]+)+$/.test(line.trim()) && !/\.(tw|org|com|example|invalid|net|io)$/.test(line))
        out.push(`raw key: ${line}`)
    return out
  })

/** Serious and critical findings of axe, one line each. */
export async function barriers(page: Page): Promise<string[]> {
  // A letter in its sandbox runs no script, axe's neither, and would be waited for in vain; it isn't the page's own anyway.
  await page.evaluate(() => document.querySelectorAll('iframe[sandbox]').forEach((frame) => frame.remove()))
  const { violations } = await new AxeBuilder({ page: page as never }).analyze()
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.slice(0, 4).map((n) => `axe ${v.id}: ${n.target.join(' ')} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}

export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage })
}

/** Closes what may still be busy (a service worker being installed, a live connection) without waiting for ever. */
export const leave = (context: BrowserContext): Promise<unknown> =>
  Promise.race([context.close().catch(() => {}), new Promise((done) => setTimeout(done, 1000))])

/** Signs in through the API; the context's pages then carry the session. */
export async function signIn(context: BrowserContext, address: string, email: string, password: string): Promise<void> {
  const r = await context.request.post(`${address}/api/auth/sign-in/email`, { data: { email, password }, headers: { origin: address } })
  if (!r.ok()) throw new Error(`sign-in: ${r.status()} ${await r.text()}`)
}
