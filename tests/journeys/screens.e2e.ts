import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildStale } from '../../apps/server/build.ts'
import { DEMO_PASSWORD, setUpDemo } from '../../apps/server/demo.ts'
import { newId } from '../../src/kernel/contract/ids.ts'
import { testApp } from '../harness/app.ts'
import { launchBrowser } from '../harness/browser.ts'
import { sources, read } from '../harness/imports.ts'
import { barriers, flaws, leave, listen, picture, settled, signIn } from '../harness/visit.ts'

await buildStale()
const app = await testApp()
const { services } = app.app
let browser: Browser
let address = ''
let slug = ''
/** An id for each path with `$id`, by the path's first segment. */
const ids: Record<string, string> = {}

/** The screens that the modules declare, read from their manifests so that a new one is visited without a word here. */
const declared = sources('src/modules')
  .filter((f) => f.endsWith('/web/module.tsx'))
  .flatMap((f) =>
    [...read(f).matchAll(/\{ area: '(\w+)', path: '([^']+)', screen:/g)].map(([, area, path]) => ({ area: area!, path: path! })),
  )
const tableOf: Record<string, string> = {
  sessions: 'session',
  speakers: 'speaker',
  registrations: 'registration',
  people: 'person',
  companies: 'company',
  mail: 'mail_message',
  webhooks: 'webhook',
  payments: 'payment_account',
  requests: 'privacy_request',
  breaches: 'privacy_breach',
}
const place = ({ area, path }: { area: string; path: string }) => {
  const filled = path.replace('$key', 'closing-report').replace('$id', () => ids[path.split('/').at(-2)!] ?? 'missing')
  return area === 'event'
    ? `/app/e/${slug}${filled === '/' ? '' : filled}`
    : area === 'organisation'
      ? `/app/o${filled === '/' ? '' : filled}`
      : `/app${filled}`
}

beforeAll(async () => {
  browser = await launchBrowser()
  await app.app.http.listen({ port: 0, host: '127.0.0.1' })
  address = `http://127.0.0.1:${(app.app.http.server.address() as AddressInfo).port}`
  services.publicUrl = address
  await setUpDemo(services, app.app.auth, app.app.http.log)
  const mail = async () => {
    // Letters come with people; one registers, so that the outbox has something to show.
    const { tickets } = (await (await fetch(`${address}/api/public/${slug}/tickets`)).json()) as {
      tickets: { id: string; state: string }[]
    }
    const body = {
      ticketTypeId: tickets.find((t) => t.state === 'open')!.id,
      name: '林語澄',
      email: 'lin@people.example',
      consents: [{ key: 'privacy', version: '2026-11' }],
    }
    const r = await fetch(`${address}/api/public/${slug}/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!r.ok) throw new Error(await r.text())
    await app.app.settle()
  }
  await services.db.asSystem(async (tx) => {
    const event = await sql<{
      id: string
      slug: string
      organisationId: string
    }>`select e.id, e.slug, e.organisation_id from event e join registration r on r.event_id = e.id group by e.organisation_id, e.id order by count(*) desc limit 1`.execute(
      tx,
    )
    slug = event.rows[0]!.slug
    await mail()
    await sql`insert into webhook (organisation_id, id, name, url, types, secret)
      values (${event.rows[0]!.organisationId}, ${newId()}, '看板', 'https://hooks.example.com/in', '{event.closed}', '')`.execute(tx)
    for (const [segment, table] of Object.entries(tableOf)) {
      const scoped = ['session', 'speaker', 'registration', 'mail_message'].includes(table)
      const found = await sql<{
        id: string
      }>`select id from ${sql.table(table)} where ${scoped ? sql`event_id = ${event.rows[0]!.id}` : sql`true`} order by id limit 1`.execute(
        tx,
      )
      if (found.rows[0]) ids[segment] = found.rows[0].id
    }
  })
})
afterAll(() => browser?.close())

/** `VISIT=1` walks in all looks (four minutes); otherwise every screen once on a desk and once on a phone, in one language each. */
const looks = (all: (Look & { always?: true })[]): Look[] =>
  (process.env.VISIT ? all : all.filter((l) => l.always)).map(({ always: _, ...look }) => look)
type Look = { width: 1440 | 390; lang: 'zh-TW' | 'en'; dark?: boolean; axe?: boolean }
async function open(look: Look, email?: string): Promise<{ context: BrowserContext; page: Page; said: string[] }> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width === 390 ? 844 : 900 },
    locale: look.lang,
    timezoneId: 'Asia/Taipei',
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    ...(look.width === 390 ? { hasTouch: true, isMobile: true } : {}),
  })
  await context.addInitScript(
    ([lang, scheme]) => {
      // The frame of a letter is sandboxed and has none.
      if (window !== window.top) return
      localStorage.setItem('bantoh.lang', lang!)
      localStorage.setItem('bantoh.scheme', scheme!)
    },
    [look.lang, look.dark ? 'dark' : 'light'],
  )
  if (email) await signIn(context, address, email, DEMO_PASSWORD)
  const page = await context.newPage()
  return { context, page, said: listen(page) }
}
const tag = (l: Look) => `${l.width}-${l.lang === 'en' ? 'en' : 'zh'}${l.dark ? '-dark' : ''}`

const nameOf = (path: string) =>
  path
    .replaceAll(/[^\w]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)

/** Visits addresses in one look; answers what is wrong, by address. */
async function visit(paths: readonly string[], look: Look, o: { email?: string; expected?: RegExp } = {}) {
  const { context, page, said } = await open(look, o.email)
  const wrong: Record<string, string[]> = {}
  for (const path of paths) {
    said.length = 0
    try {
      await page.goto(address + path)
      await settled(page)
      await picture(page, `${nameOf(path)}.${tag(look)}`, look.width === 390)
      const found = [...(await flaws(page)), ...(look.axe ? await barriers(page) : []), ...said.filter((s) => !o.expected?.test(s))]
      if (found.length) wrong[path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')] = found
    } catch (e) {
      wrong[path] = [String(e).split('\n')[0]!, ...said]
    }
  }
  await leave(context)
  return wrong
}

describe('the planner’s app, with the demo', () => {
  const signedIn = declared.filter((d) => d.area !== 'open')
  test('no screen goes without a visit', () => {
    expect(signedIn.length).toBeGreaterThan(30)
    expect(signedIn.filter((d) => place(d).includes('missing'))).toEqual([])
  })
  test.each(
    looks([
      { width: 1440, lang: 'zh-TW', axe: true, always: true },
      { width: 390, lang: 'zh-TW', axe: true },
      { width: 1440, lang: 'en' },
      { width: 390, lang: 'en', always: true },
      { width: 1440, lang: 'zh-TW', dark: true, axe: true },
      { width: 390, lang: 'zh-TW', dark: true },
    ]),
  )('$width px, $lang, dark: $dark', async (look) => {
    const paths = ['/app/', ...signedIn.map(place)]
    // Dark shares everything but colours with light: every second screen will do.
    expect(
      await visit(look.dark ? paths.filter((_, i) => i % 2 === (look.width === 390 ? 1 : 0)) : paths, look, {
        email: 'owner@demo.example',
      }),
    ).toEqual({})
  })
  test('before signing in', async () => {
    const paths = declared.filter((d) => d.area === 'open').map(place)
    for (const look of [
      { width: 1440, lang: 'zh-TW', axe: true },
      { width: 390, lang: 'en', axe: true },
    ] as const)
      expect(await visit(paths, look)).toEqual({})
  })
})

describe('the public site', () => {
  const paths = async () => {
    const { page, context } = await open({ width: 1440, lang: 'zh-TW' })
    await page.goto(`${address}/e/${slug}/programme`)
    const session = (await page.locator(`a[href*="/sessions/"]:not([href$=".ics"])`).first().getAttribute('href'))!
    await page.goto(`${address}/e/${slug}/speakers`)
    const speaker = (await page.locator(`a[href*="/speakers/"]`).first().getAttribute('href'))!
    await leave(context)
    return [
      `/e/${slug}`,
      `/e/${slug}/programme`,
      `/e/${slug}/programme?view=track`,
      `/e/${slug}/programme?view=room`,
      `/e/${slug}/programme/print`,
      session,
      `/e/${slug}/speakers`,
      speaker,
      `/e/${slug}/rooms`,
      `/e/${slug}/register`,
      `/e/${slug}/privacy`,
    ]
  }
  test.each(
    looks([
      { width: 1440, lang: 'zh-TW', axe: true },
      { width: 390, lang: 'zh-TW', axe: true, always: true },
      { width: 1440, lang: 'en' },
      { width: 390, lang: 'en', dark: true, axe: true },
    ]),
  )('$width px, $lang, dark: $dark', async (look) => {
    const all = (await paths()).map((p) => (look.lang === 'en' ? `/en${p}` : p))
    expect(await visit(all, look)).toEqual({})
  })
})

describe('check-in on a phone', () => {
  test.each(
    looks([
      { width: 390, lang: 'zh-TW', axe: true, always: true },
      { width: 390, lang: 'en', dark: true, axe: true },
      { width: 1440, lang: 'zh-TW' },
    ]),
  )('$width px, $lang, dark: $dark', async (look) => {
    expect(await visit(['/checkin/'], look, { expected: /^401 |status of 401/ })).toEqual({})
    expect(await visit(['/checkin/'], look, { email: 'frontdesk@demo.example' })).toEqual({})
  })
})
