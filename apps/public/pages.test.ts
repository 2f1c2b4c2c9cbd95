import fc from 'fast-check'
import { expect, test } from 'vitest'
import { standardConsents, standardFields } from './fields.ts'
import { homePage } from './pages/home.ts'
import { messagePage } from './pages/message.ts'
import { privacyPage } from './pages/privacy.ts'
import { programmePage } from './pages/programme.ts'
import { programmePrintPage } from './pages/programme.print.ts'
import { registerPage } from './pages/register.ts'
import { sessionPage } from './pages/session.ts'
import { roomsPage, speakerPage, speakersPage } from './pages/speakers.ts'
import { confirmationPage, myRegistrationPage } from './pages/ticket.ts'
import { homeView, programmeView, session, site, ticket } from './testing.ts'
import type { Lang, RegisterView, RegistrationTicket } from './view.ts'

const l = (zh: string, en = zh) => ({ zh, en })
const registration: RegistrationTicket = {
  code: '7K2M-4QXD',
  name: '羅品妤',
  ticket: l('一般票'),
  state: 'confirmed',
  attendance: 'onsite',
  price: 5800,
  currency: 'TWD',
  registeredAt: '2027-04-01T02:00:00Z',
  qrSvg: '<svg id="qr"></svg>',
}
const registerView = (change: Partial<RegisterView> = {}): RegisterView => ({
  event: site(),
  tickets: [ticket(), ticket({ id: 't2', name: l('學生票'), price: 0, state: 'soldOut', remaining: 0 })],
  fields: standardFields(true),
  consents: standardConsents,
  privacyVersion: '2027-01',
  values: {},
  errors: {},
  token: 'tok-1',
  honeypot: 'website',
  ...change,
})

/** Every string of a view replaced, but for what the program itself decides (states, dates, keys of choices). */
const fixed = new Set([
  'state',
  'format',
  'kind',
  'type',
  'start',
  'end',
  'from',
  'until',
  'date',
  'zone',
  'currency',
  'attendance',
  'view',
  'day',
  'registeredAt',
  'effectiveFrom',
  'updatedAt',
  'now',
  'qrSvg',
  'days',
  'autocomplete',
  'robots',
  'origin',
])
function poison<T>(value: T, bad: string, key = ''): T {
  if (typeof value === 'string') return (fixed.has(key) ? value : bad) as T
  if (Array.isArray(value)) return value.map((v) => poison(v, bad, key)) as T
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poison(v, bad, k)])) as T
  return value
}

const everything: [string, (bad: string, lang: Lang) => string][] = [
  [
    'home',
    (b, g) =>
      homePage(
        poison(
          homeView({
            meta: { jsonLd: '{}' },
            event: site({
              summary: l('x'),
              parties: [{ role: l('x'), name: l('x'), url: 'x' }],
              brand: { accent: 'x', logoUrl: 'x', pictureUrl: 'x', pictureAlt: l('x') },
            }),
            tickets: [ticket({ description: l('x') })],
            about: { heading: l('x'), text: l('x') },
            highlights: [{ title: l('x'), text: l('x') }],
            figures: [{ label: l('x'), value: 3, unit: l('x') }],
            speakers: [{ key: 'x', name: l('x'), affiliation: l('x'), topic: l('x'), photoUrl: 'x' }],
            speakerCount: 1,
            days: [{ date: '2027-05-13', note: l('x'), sessions: [session('x', '09:00', '10:00', { note: l('x') })] }],
            rooms: [{ key: 'x', name: l('x') }],
            transport: [{ kind: 'rail', title: l('x'), text: l('x') }],
            faq: [{ question: l('x'), answer: l('x') }],
          }),
          b,
        ),
        g,
      ),
  ],
  [
    'programme',
    (b, g) =>
      programmePage(poison(programmeView({ changes: [{ text: l('x'), href: 'x' }], query: { day: 'all', view: 'time', q: '' } }), b), g),
  ],
  ['by track', (b, g) => programmePage(poison(programmeView({ query: { day: 'all', view: 'track' } }), b), g)],
  ['print', (b, g) => programmePrintPage(poison(programmeView(), b), g)],
  [
    'session',
    (b, g) =>
      sessionPage(
        poison(
          {
            event: site(),
            session: {
              ...session('x', '09:00', '10:00'),
              trackKey: 'x',
              subtitle: l('x'),
              abstract: l('x'),
              language: 'x',
              labels: [l('x')],
              links: [{ label: 'x', url: 'x' }],
            },
            speakers: [{ key: 'x', name: l('x'), affiliation: l('x'), bio: l('x'), photoUrl: 'x' }],
            rooms: [{ key: 'a', name: l('x'), note: l('x') }],
            tracks: [{ key: 'x', name: l('x') }],
            type: { key: 'x', name: l('x') },
            related: [session('y', '09:00', '10:00')],
            ical: true,
          },
          b,
        ),
        g,
      ),
  ],
  [
    'speaker',
    (b, g) =>
      speakerPage(
        poison(
          {
            event: site(),
            speaker: {
              key: 'x',
              name: l('x'),
              title: l('x'),
              country: l('x'),
              affiliation: l('x'),
              bio: l('x'),
              links: [{ label: 'x', url: 'x' }],
            },
            sessions: [session('x', '09:00', '10:00')],
            rooms: [],
            tracks: [],
          },
          b,
        ),
        g,
      ),
  ],
  [
    'speakers',
    (b, g) =>
      speakersPage(
        poison({ event: site(), speakers: [{ key: 'x', name: l('x'), affiliation: l('x'), photoUrl: 'x', sessionCount: 1 }] }, b),
        g,
      ),
  ],
  ['rooms', (b, g) => roomsPage(poison({ event: site(), rooms: [{ key: 'x', name: l('x'), note: l('x'), sessionCount: 1 }] }, b), g)],
  [
    'register',
    (b, g) =>
      registerPage(
        poison(
          registerView({
            values: { ticket: 'x', name: 'x', email: 'x', diet: ['x'] },
            errors: { name: l('x'), '': l('x'), ticket: l('x') },
          }),
          b,
        ),
        g,
      ),
  ],
  ['confirmation', (b, g) => confirmationPage(poison({ event: site(), registration, sentTo: 'x', manageUrl: 'x', ical: 'x' }, b), g)],
  [
    'my registration',
    (b, g) =>
      myRegistrationPage(
        poison(
          {
            event: site(),
            registration: { ...registration, qrSvg: undefined, qrDataUrl: 'x', details: [{ label: l('x'), value: 'x' }] },
            cancel: { action: 'x', token: 'x', error: l('x') },
            notice: l('x'),
          },
          b,
        ),
        g,
      ),
  ],
  [
    'privacy',
    (b, g) =>
      privacyPage(
        poison(
          {
            event: site(),
            version: 'x',
            effectiveFrom: '2027-01-05',
            collector: { name: l('x'), email: 'x', phone: 'x' },
            retentionMonths: 6,
            purposes: [l('x')],
            extra: l('x'),
          },
          b,
        ),
        g,
      ),
  ],
  ['message', (b, g) => messagePage(poison({ kind: 'gone', event: site(), detail: l('x'), reference: 'x' }, b), g)],
]
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus='x",
  '</title></script><b>',
  'javascript:alert(1)',
  '&lt;b&gt;',
  '" style="x',
  '<!--',
  ']]>',
  '{{x}}${x}',
  '\u0000\u0007<\u2028',
  '報名<wbr>"\n\'',
  '%',
  '..',
  '**<b>**[x](javascript:y)',
]

/** Reads markup as strictly as an XML reader would: known shapes only, all quoted, nested right. Returns attributes met. */
function inspect(page: string): { tag: string; name: string; value: string }[] {
  const found: { tag: string; name: string; value: string }[] = []
  const stack: string[] = []
  const empty = new Set(['meta', 'link', 'input', 'img', 'br', 'wbr', 'hr'])
  const body = page.replace(/^<!doctype html>\n/, '').replace(/<script type="application\/ld\+json">[^<]*<\/script>/, '')
  const rest = body.replace(
    /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)\s?(\/?)>/g,
    (_, close: string, tag: string, attributes: string, self: string) => {
      if (close) expect(stack.pop()).toBe(tag)
      else if (!self && !empty.has(tag)) stack.push(tag)
      found.push({ tag: tag.toLowerCase(), name: '', value: '' })
      for (const m of attributes.matchAll(/\s([a-zA-Z][\w:-]*)(?:="([^"]*)")?/g)) found.push({ tag, name: m[1]!, value: m[2] ?? '' })
      return ''
    },
  )
  expect(stack).toEqual([])
  expect(/[<>]/.exec(rest)?.input.slice(Math.max(0, /[<>]/.exec(rest)!.index - 80), /[<>]/.exec(rest)!.index + 80)).toBe(undefined)
  return found
}

function check(page: string) {
  const attributes = inspect(page)
  expect(attributes.filter((a) => /^(on|style$|srcdoc|formaction)/i.test(a.name))).toEqual([])
  expect(attributes.filter((a) => a.tag === 'script')).toEqual([])
  expect(
    attributes.filter(
      (a) => ['href', 'src', 'action'].includes(a.name) && !/^(https?:|mailto:|tel:|data:image\/|\/(?!\/)|[#?]|$)/.test(a.value),
    ),
  ).toEqual([])
}

test('the inspection itself sees what is wrong', () => {
  for (const bad of [
    '<p><img src=x></p>',
    '<p onclick="x">a</p>',
    '<a href="javascript:x">a</a>',
    '<p>a < b</p>',
    '<p><b></p></b>',
    '<script>x</script>',
    '<p style="x">a</p>',
  ])
    expect([
      bad,
      (() => {
        try {
          check(bad)
        } catch {
          return 'caught'
        }
      })(),
    ]).toEqual([bad, 'caught'])
})

for (const [name, draw] of everything)
  test(`${name}: hostile text stays text`, () => {
    for (const lang of ['zh-TW', 'en'] as const) for (const bad of hostile) check(draw(bad, lang))
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (bad) => check(draw(bad, 'zh-TW'))),
      { numRuns: 25 },
    )
  })

test('JSON-LD can not leave its element', () => {
  const page = homePage(homeView({ meta: { jsonLd: '{"name":"</script><b>"}' } }), 'zh-TW')
  expect(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(page)?.[1]).toBe('{"name":"\\u003c/script>\\u003cb>"}')
})

test('the home page says what, when, where, for how much, and leaves out what it does not know', () => {
  const zh = homePage(homeView(), 'zh-TW')
  expect(zh).toContain('<title>2027 港灣論壇</title>')
  expect(zh.match(/<h1[^]*?<\/h1>/)![0].replaceAll(/<[^>]+>/g, '')).toBe('靠岸，再出發。')
  expect(zh).toContain('2027/05/13（四）–05/14（五）')
  expect(zh).toContain('<b class="pr">NT$ 5,800</b>')
  expect(zh).toContain('<span class="nb">剩 84 席，共 420 席，</span><span class="ib">至 04/30（五）23:59</span>')
  expect([...zh.matchAll(/<h2[^>]* id="(\w+)"/g)].map((m) => m[1])).toEqual(['tickets', 'venue', 'end'])
  expect(zh).toContain('href="tel:075550100,3"')
  const en = homePage(homeView({ event: site({ registration: { state: 'notYet', from: '2027-02-01T01:00:00Z' } }), tickets: [] }), 'en')
  expect(en).toContain('<p class="closed">Registration opens Mon 1 Feb, 09:00</p>')
  expect(en).not.toContain('/register"><')
})

test('the form keeps what was entered, says what is wrong beside it, and carries its keys', () => {
  const page = registerPage(
    registerView({ values: { ticket: 't1', name: '羅"品妤', email: 'py@', diet: 'vegan' }, errors: { email: l('格式不對') } }),
    'zh-TW',
  )
  expect(page).toContain('<input type="hidden" name="token" value="tok-1">')
  expect(page).toContain('<input type="hidden" name="privacyVersion" value="2027-01">')
  expect(page).toContain('name="website" tabindex="-1" autocomplete="off"')
  expect(page).toContain(
    '<input type="text" value="羅&quot;品妤" id="f-name" name="name" required maxlength="80" autocomplete="name" aria-describedby="h-f-name">',
  )
  expect(page).toContain('aria-invalid="true" aria-describedby="e-f-email h-f-email"')
  expect(page).toContain('<a href="#f-email">電子郵件：格式不對</a>')
  expect(/<p class="err" id="e-f-email">[^]*?<\/p>/.exec(page)![0].replaceAll(/<[^>]+>/g, '')).toBe('格式不對')
  expect(page.match(/<input type="radio"[^>]* checked[^>]*>/g)!.map((x) => /value="([^"]+)"/.exec(x)![1])).toEqual(['t1', 'vegan'])
  expect(/<input type="radio"[^>]*value="t2"[^>]*>/.exec(page)![0]).toContain(' disabled')
})

test('a form that is closed or sold out offers no form', () => {
  for (const view of [
    registerView({ event: site({ registration: { state: 'closed' } }) }),
    registerView({ tickets: [ticket({ state: 'soldOut' })] }),
  ])
    expect(registerPage(view, 'zh-TW')).not.toContain('<form')
})

test('a ticket shows code and QR; a canceled one no QR, and no way to cancel twice', () => {
  const done = confirmationPage(
    { event: site(), registration, sentTo: 'p***@a.tw', manageUrl: '/e/x/r/1', ical: '/e/x/r/1/event.ics' },
    'en',
  )
  expect(done).toContain('aria-label="QR code for check-in, code 7K2M-4QXD"><svg id="qr"></svg>')
  expect(done).toContain('<meta name="robots" content="noindex">')
  const off = myRegistrationPage({ event: site(), registration: { ...registration, state: 'canceled' } }, 'zh-TW')
  expect([off.includes('id="qr"'), off.includes('<form'), off.includes('已取消')]).toEqual([false, false, true])
  const ask = myRegistrationPage(
    { event: site(), registration, cancel: { action: '/e/x/r/1/cancel', token: 't', confirming: true } },
    'zh-TW',
  )
  expect(ask).toContain(
    '<form method="post" action="/e/x/r/1/cancel"><input type="hidden" name="token" value="t"><input type="hidden" name="confirm" value="yes">',
  )
  expect(ask).toContain('href="/e/x/r/1">保留我的報名</a>')
})

test('the privacy notice has every element that article 8 asks for', () => {
  const page = privacyPage(
    { event: site(), version: '3', effectiveFrom: '2027-01-05', collector: { name: l('港灣協會') }, retentionMonths: 6 },
    'zh-TW',
  )
  expect([...page.matchAll(/<h2 id="p_(\w+)"/g)].map((m) => m[1])).toEqual(['collector', 'purposes', 'classes', 'use', 'rights', 'effect'])
  expect([...page.matchAll(/<dt>([^<]+)<\/dt>/g)].map((m) => m[1])).toEqual(['期間', '地區', '對象', '方式'])
  expect(page).toContain('至活動結束後 6 個月止')
})
