import { describe, expect, it } from 'vitest'
import { instantToZoned } from '../src/kernel/contract/dates.ts'
import { demoCompanies } from '../src/modules/crm/demo/companies.ts'
import { demoDays, pastDemoDays } from '../src/modules/events/demo/days.ts'
import { demoEvent, narrativeDoc, pastDemoEvent } from '../src/modules/events/demo/event.ts'
import { demoOrganisation } from '../src/modules/events/demo/team.ts'
import { demoProgramme, pastDemoProgramme } from '../src/modules/programme/demo/programme.ts'
import { demoRegistrations, pastDemoRegistrations } from '../src/modules/registration/demo/attendees.ts'

type Localized = { zh: string; en: string }

function load(today: string) {
  const [days, pastDays] = [demoDays(today), pastDemoDays(today)]
  const programme = demoProgramme(days, demoCompanies)
  const pastProgramme = pastDemoProgramme(pastDays, demoCompanies)
  return {
    coming: {
      days,
      event: demoEvent(today),
      programme,
      registration: demoRegistrations({ days, companies: demoCompanies, speakers: programme.speakers }),
    },
    past: {
      days: pastDays,
      event: pastDemoEvent(today),
      programme: pastProgramme,
      registration: pastDemoRegistrations({ days: pastDays, companies: demoCompanies, speakers: pastProgramme.speakers }),
    },
  }
}
type Demo = ReturnType<typeof load>['coming']

const today = '2027-02-18'
const demo = load(today)
const editions: [string, Demo][] = [
  ['coming', demo.coming],
  ['past', demo.past],
]
const localDate = (instant: string) => instantToZoned(instant, 'Asia/Taipei').date
const localTime = (instant: string) => instantToZoned(instant, 'Asia/Taipei').time.slice(0, 5)
const repeated = <T>(list: T[]) => list.filter((x, i) => list.indexOf(x) !== i)
const confirmed = (d: Demo) => d.registration.registrations.filter((r) => r.state === 'confirmed')

const keys = (list: { key: string }[]) => new Set(list.map((x) => x.key))
const narrated = (d: Demo) => [...new Set(d.event.narratives.map((n) => n.deliverable))]

/** The rule of the Ministry of Finance: products by weight, digits summed, divisible by ten (old) and so by five (new). */
function taxIdRemainder(id: string): number {
  const weights = [1, 2, 1, 2, 1, 2, 4, 1]
  return [...id].map((c, i) => Number(c) * weights[i]!).reduce((sum, p) => sum + Math.floor(p / 10) + (p % 10), 0) % 10
}

/** Paths of `{ zh, en }` of which one is empty; names of guests from abroad and empty organisations are the only ones allowed. */
function halfEmpty(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((v, i) => halfEmpty(v, `${path}[${i}]`))
  if (typeof value !== 'object' || value === null) return []
  const own = 'zh' in value && 'en' in value ? Object.values(value as Localized).filter((v) => v.length === 0) : []
  return [...(own.length === 1 ? [path] : []), ...Object.entries(value).flatMap(([k, v]) => halfEmpty(v, path ? `${path}.${k}` : k))]
}

function clashes(sessions: Demo['programme']['sessions'], of: (s: (typeof sessions)[number]) => string[]): string[] {
  return sessions.flatMap((a, i) =>
    sessions.slice(i + 1).flatMap((b) =>
      a.start! < b.end! && b.start! < a.end!
        ? of(a)
            .filter((k) => of(b).includes(k))
            .map((k) => `${k}: ${a.key} / ${b.key}`)
        : [],
    ),
  )
}

describe('the days', () => {
  it.each([
    ['2027-02-18', '2027-04-01'],
    ['2027-02-19', '2027-04-08'],
    ['2027-02-25', '2027-04-08'],
    ['2027-12-01', '2028-01-13'],
  ])('from %s the forum opens on Thursday %s', (from, opening) => {
    expect(demoDays(from).opening).toBe(opening)
    expect(new Date(`${opening}T00:00:00Z`).getUTCDay()).toBe(4)
  })
  it('refuses what is no date', () => {
    expect(() => demoDays('2027-02-30')).toThrow(RangeError)
  })
  it('puts last year’s edition 52 weeks earlier', () => {
    expect(pastDemoDays(today)).toEqual({ today, opening: '2026-04-02', closing: '2026-04-03', zone: 'Asia/Taipei' })
  })
})

describe('counts', () => {
  it('is a full two-day forum', () => {
    const { programme: p, registration: r, event: e } = demo.coming
    expect([p.sessions.length, p.speakers.length, p.rooms.length, p.tracks.length, r.registrations.length]).toEqual([43, 62, 5, 6, 400])
    expect([e.team.length, e.groups.length, e.goals.length, e.phases.length, demoCompanies.length]).toEqual([16, 9, 10, 5, 34])
    expect(new Set(e.team.map((m) => m.role)).size).toBe(7)
    expect(p.speakers.filter((s) => s.country !== 'TW').length).toBe(23)
    expect(r.registrations.filter((x) => x.state === 'cancelled').length).toBe(20)
  })
  it('has a smaller edition behind it', () => {
    const { programme: p, registration: r } = demo.past
    expect([p.sessions.length, p.rooms.length, r.registrations.length]).toEqual([24, 4, 220])
  })
  it('draws people from many countries', () => {
    const away = confirmed(demo.coming).filter((r) => r.country !== 'TW').length
    expect(new Set(demo.coming.registration.registrations.map((r) => r.country)).size).toBeGreaterThanOrEqual(14)
    expect(away).toBeGreaterThanOrEqual(50)
  })
  it('narrates event plan, goals, agenda and closing report', () => {
    expect([...narrated(demo.coming), ...narrated(demo.past)]).toEqual(['event-plan', 'goals', 'agenda', 'goals', 'closing-report'])
  })
})

describe.each(editions)('%s edition', (_, d) => {
  it('resolves every reference', () => {
    const p = d.programme
    const [rooms, tracks, types, speakers, companies] = [
      keys(p.rooms),
      keys(p.tracks),
      keys(p.sessionTypes),
      keys(p.speakers),
      keys(demoCompanies),
    ]
    const [tickets, groups, team] = [keys(d.registration.tickets), keys(d.event.groups), keys(d.event.team)]
    const missing = [
      ...p.sessions.flatMap((s) => [
        ...s.roomKeys.filter((k) => !rooms.has(k)),
        ...[...s.speakerKeys, ...s.chairKeys].filter((k) => !speakers.has(k)),
        ...(s.trackKey && !tracks.has(s.trackKey) ? [s.trackKey] : []),
        ...(types.has(s.typeKey) ? [] : [s.typeKey]),
      ]),
      ...p.speakers.flatMap((s) => (s.companyKey && !companies.has(s.companyKey) ? [s.companyKey] : [])),
      ...d.registration.registrations.flatMap((r) => [
        ...(tickets.has(r.ticketKey) ? [] : [r.ticketKey]),
        ...(r.companyKey && !companies.has(r.companyKey) ? [r.companyKey] : []),
        ...(r.speakerKey && !speakers.has(r.speakerKey) ? [r.speakerKey] : []),
      ]),
      ...d.event.groups.flatMap((g) => [g.leadKey, ...g.tasks.map((t) => t.ownerKey)].filter((k) => !team.has(k))),
      ...d.event.team.flatMap((m) => [
        ...m.groups.filter((k) => !groups.has(k)),
        ...(m.companyKey && !companies.has(m.companyKey) ? [m.companyKey] : []),
      ]),
      ...d.event.lessons.flatMap((l) => (groups.has(l.area) ? [] : [l.area])),
      ...[d.event.clientKey, ...d.event.coOrganiserKeys].filter((k) => !companies.has(k)),
    ]
    expect(missing).toEqual([])
  })

  it('has unique keys', () => {
    expect(repeated(d.programme.sessions.map((s) => s.key))).toEqual([])
    expect(repeated(d.programme.speakers.map((s) => s.key))).toEqual([])
    expect(repeated(d.event.groups.flatMap((g) => g.tasks.map((t) => t.key)))).toEqual([])
    expect(repeated(d.registration.registrations.map((r) => r.number))).toEqual([])
  })

  it('puts neither a person nor a room in two places at once', () => {
    expect(clashes(d.programme.sessions, (s) => [...s.speakerKeys, ...s.chairKeys])).toEqual([])
    expect(clashes(d.programme.sessions, (s) => s.roomKeys)).toEqual([])
  })

  it('stays within the two days', () => {
    const outside = d.programme.sessions.filter((s) => {
      const date = s.day === 1 ? d.days.opening : d.days.closing
      return localDate(s.start!) !== date || localDate(s.end!) !== date || localTime(s.start!) < '07:00' || localTime(s.end!) > '21:00'
    })
    expect(outside).toEqual([])
    expect(d.programme.sessions.filter((s) => Date.parse(s.end!) - Date.parse(s.start!) !== s.durationMin * 60_000)).toEqual([])
  })

  it('gives every text in both languages', () => {
    expect(halfEmpty({ event: d.event, programme: d.programme, tickets: d.registration.tickets })).toEqual([])
    const text = d.programme.sessions
      .flatMap((s) => [s.title, s.abstract])
      .concat(d.programme.speakers.flatMap((s) => [s.name, s.bio, s.jobTitle, s.organisationName]))
    expect(text.filter((t) => t.zh === '' || t.en === '')).toEqual([])
    expect(d.event.narratives.filter((n) => n.zh.length === 0 || n.en.length === 0)).toEqual([])
    expect(d.registration.registrations.filter((r) => r.name.en === '' || (r.country === 'TW' && r.name.zh === ''))).toEqual([])
  })

  it('writes abstracts of 60 to 150 characters for all but breaks and ceremonies', () => {
    const odd = d.programme.sessions.filter((s) => s.trackKey && (s.abstract.zh.length < 60 || s.abstract.zh.length > 150))
    expect(odd.map((s) => [s.key, s.abstract.zh.length])).toEqual([])
  })

  it('sells no more than the quota, inside the window of sale', () => {
    const wrong = d.registration.tickets.flatMap((t) => {
      const sold = d.registration.registrations.filter((r) => r.ticketKey === t.key)
      const late = sold.filter((r) => r.registeredAt < t.salesFrom || r.registeredAt >= t.salesTo)
      return [...(sold.filter((r) => r.state === 'confirmed').length > t.quota ? [t.key] : []), ...late.map((r) => r.number)]
    })
    expect(wrong).toEqual([])
    const seats = d.registration.tickets.filter((t) => t.attendance === 'onsite' && t.key !== 'crew').reduce((sum, t) => sum + t.quota, 0)
    expect(seats).toBeLessThanOrEqual(d.programme.rooms.find((r) => r.key === 'hall')!.capacity!)
  })

  it('keeps addresses unique and everything invented', () => {
    const emails = d.registration.registrations.map((r) => r.email)
    expect(repeated(emails)).toEqual([])
    expect(repeated(d.registration.registrations.map((r) => r.phone))).toEqual([])
    const all = [
      ...emails,
      ...d.programme.speakers.map((s) => s.email),
      ...d.event.team.map((m) => m.email),
      ...d.event.contacts.map((c) => c.email),
    ]
    expect(all.filter((e) => !/^[a-z.]+@[a-z-]+\.example$/.test(e))).toEqual([])
    const phones = [...d.event.team, ...d.event.contacts, ...d.registration.registrations.filter((r) => r.country === 'TW')].map(
      (x) => x.phone,
    )
    expect(phones.filter((x) => !/^0900-000-\d{3}$/.test(x))).toEqual([])
  })

  it('asks an invoice only with the company’s own 統編', () => {
    const byKey = new Map(demoCompanies.map((c) => [c.key, c]))
    const invoices = d.registration.registrations.filter((r) => r.invoice !== null)
    expect(invoices.length).toBeGreaterThan(20)
    expect(
      invoices.filter(
        (r) => byKey.get(r.companyKey!)?.taxId !== r.invoice!.taxId || byKey.get(r.companyKey!)?.name.zh !== r.invoice!.title,
      ),
    ).toEqual([])
  })

  it('cancels after registering, with the money back', () => {
    const cancelled = d.registration.registrations.filter((r) => r.state === 'cancelled')
    expect(
      cancelled.filter(
        (r) => r.cancelledAt === null || r.cancelledAt <= r.registeredAt || r.payment !== 'refunded' || r.checkIns.length > 0,
      ),
    ).toEqual([])
    expect(confirmed(d).filter((r) => r.cancelledAt !== null || r.payment === 'refunded')).toEqual([])
  })
})

describe('the coming edition', () => {
  const list = demo.coming.registration.registrations
  it('registered within the last sixty days, before today', () => {
    expect(list.filter((r) => localDate(r.registeredAt) >= today || localDate(r.registeredAt) < '2026-12-20')).toEqual([])
    expect(list.filter((r) => r.cancelledAt !== null && localDate(r.cancelledAt) >= today)).toEqual([])
    expect(list.filter((r) => r.checkIns.length > 0)).toEqual([])
  })
  it('shows the early-bird rush: its last four days outdo any other four', () => {
    const byDay = Map.groupBy(list, (r) => localDate(r.registeredAt))
    const dates = [...byDay.keys()].toSorted()
    const four = (i: number) => dates.slice(i, i + 4).reduce((sum, x) => sum + byDay.get(x)!.length, 0)
    const best = dates.map((_, i) => four(i)).reduce((top, n, i, all) => (n > all[top]! ? i : top), 0)
    expect(dates[best]).toBe('2027-02-01')
  })
  it('leaves one task overdue, whatever day it is', () => {
    for (const date of ['2027-02-18', '2027-02-19', '2027-02-20', '2027-02-21', '2027-02-22', '2027-02-23', '2027-02-24']) {
      const overdue = demoEvent(date)
        .groups.flatMap((g) => g.tasks)
        .filter((t) => t.state !== 'done' && t.due < date)
      expect(overdue.map((t) => t.key)).toEqual(['programme-consent'])
    }
  })
})

describe('last year’s edition', () => {
  const onsite = confirmed(demo.past).filter((r) => r.attendance === 'onsite')
  it('checked people in on both days, most of them between 08:30 and 09:00', () => {
    for (const day of [1, 2]) {
      const times = onsite.flatMap((r) => r.checkIns.filter((c) => c.day === day).map((c) => localTime(c.at)))
      expect(times.length).toBeGreaterThan(80)
      expect(times.filter((x) => x >= '08:30' && x < '09:00').length / times.length).toBeGreaterThan(0.5)
    }
  })
  it('dates each check-in on its own day', () => {
    const wrong = onsite
      .flatMap((r) => r.checkIns)
      .filter((c) => localDate(c.at) !== (c.day === 1 ? demo.past.days.opening : demo.past.days.closing))
    expect(wrong).toEqual([])
  })
  it('met its goal of attendance, as its report says', () => {
    const attended = onsite.filter((r) => r.checkIns.length > 0).length
    expect(attended).toBeGreaterThanOrEqual(demo.past.event.goals.find((g) => g.key === 'attendance')!.target)
    expect(attended / onsite.length).toBeGreaterThanOrEqual(0.85)
    expect(attended).toBeLessThan(onsite.length)
  })
  it('has finished all its tasks', () => {
    expect(demo.past.event.groups.flatMap((g) => g.tasks).filter((t) => t.state !== 'done')).toEqual([])
  })
  it('shares people with the coming one', () => {
    const past = new Set(confirmed(demo.past).map((r) => r.email))
    expect(demo.coming.registration.registrations.filter((r) => past.has(r.email) && !r.speakerKey).length).toBeGreaterThan(15)
  })
})

describe('companies', () => {
  it('carry valid, unique and invented 統編', () => {
    const ids = [demoOrganisation.taxId, ...demoCompanies.map((c) => c.taxId)]
    expect(ids.filter((id) => !/^90000\d{3}$/.test(id) || taxIdRemainder(id) !== 0)).toEqual([])
    expect(repeated(ids)).toEqual([])
    expect(taxIdRemainder('12345678')).not.toBe(0)
  })
  it('speak both languages and have one address each', () => {
    expect(halfEmpty(demoCompanies)).toEqual([])
    expect(repeated(demoCompanies.flatMap((c) => [c.key, c.domain, c.contact.email]))).toEqual([])
  })
  it('share address and number with the same person elsewhere', () => {
    const byEmail = new Map(demoCompanies.map((c) => [c.contact.email, c.contact]))
    const { programme, registration, event } = demo.coming
    expect(programme.speakers.filter((s) => byEmail.has(s.email) && byEmail.get(s.email)!.name.zh !== s.name.zh)).toEqual([])
    const known = [...registration.registrations, ...event.team].filter((x) => byEmail.has(x.email))
    expect(known.length).toBeGreaterThan(8)
    expect(known.filter((x) => byEmail.get(x.email)!.phone !== x.phone)).toEqual([])
  })
})

describe('repeatability', () => {
  it('gives the same content for the same day', () => {
    expect(load(today)).toEqual(demo)
  })
  it('holds on any day of a year', () => {
    for (const date of ['2027-01-01', '2027-03-31', '2027-07-04', '2027-12-31', '2028-02-29']) {
      const d = load(date)
      expect([d.coming.registration.registrations.length, d.past.registration.registrations.length]).toEqual([400, 220])
      expect(d.coming.programme.sessions[0]!.start).toBe(`${d.coming.days.opening}T00:30:00.000Z`)
    }
  })
  it('turns written sections into the editor’s JSON', () => {
    expect(narrativeDoc(['甲', ['乙']])).toEqual({
      type: 'doc',
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: '甲' }] },
        { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: '乙' }] }] }] },
      ],
    })
  })
})
