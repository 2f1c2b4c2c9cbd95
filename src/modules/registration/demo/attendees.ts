import { addDays, zonedToInstant } from '../../../kernel/contract/dates.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { demoCheckIns } from './check-ins.ts'
import type { DemoCheckIn } from './check-ins.ts'
import { demoPeople } from './people.ts'
import type { CompanyLike, DemoPerson } from './people.ts'
import { oneOf, seeded, weighted, whole } from './random.ts'
import { ticketTypes } from './tickets.ts'
import type { DemoTicketKey, DemoTicketType, TicketWindow } from './tickets.ts'

export type { CompanyLike, DemoCheckIn, DemoTicketKey, DemoTicketType }
export type DemoDiet = 'meat' | 'no_beef' | 'plant_based' | 'halal'

/** What is needed of a speaker; `DemoSpeaker` of the programme demo fits. */
export type SpeakerLike = {
  key: string
  name: Localized
  organisationName: Localized
  companyKey?: string
  jobTitle: Localized
  email: string
  country: string
}

export type DemoRegistration = {
  /** `TK3-0001`, in the order of registration. */
  number: string
  name: Localized
  organisation: Localized
  companyKey?: string
  speakerKey?: string
  jobTitle: Localized
  email: string
  phone: string
  /** ISO 3166-1 alpha-2. */
  country: string
  ticketKey: DemoTicketKey
  attendance: 'onsite' | 'online'
  /** Whole NT$. */
  amount: number
  payment: 'free' | 'paid' | 'pending' | 'refunded'
  state: 'confirmed' | 'cancelled'
  /** UTC instants. */
  registeredAt: string
  cancelledAt: string | null
  diet: DemoDiet | null
  allergies: Localized
  dinner: boolean
  lang: 'zh-TW' | 'en'
  /** Invoice to a company, where one was asked for. */
  invoice: { title: string; taxId: string } | null
  consents: { privacy: true; photo: boolean; newsletter: boolean }
  checkIns: DemoCheckIn[]
}
export type DemoRegistrations = { tickets: DemoTicketType[]; registrations: DemoRegistration[] }
export type DemoRegistrationInput = {
  /** `pastDays` for the edition of last year. */
  days: { today: string; opening: string; closing: string }
  companies: CompanyLike[]
  speakers: SpeakerLike[]
}

type Mix = {
  prefix: string
  seed: number
  from: number
  speakers: number
  crew: number
  student: number
  member: number
  online: number
  early: number
  regular: number
  cancelled: number
}
const comingMix: Mix = {
  prefix: 'TK3',
  seed: 20_301,
  from: 0,
  speakers: 48,
  crew: 16,
  student: 34,
  member: 48,
  online: 109,
  early: 100,
  regular: 45,
  cancelled: 20,
}
const pastMix: Mix = {
  prefix: 'TK2',
  seed: 20_202,
  from: 270,
  speakers: 31,
  crew: 10,
  student: 17,
  member: 30,
  online: 66,
  early: 46,
  regular: 20,
  cancelled: 11,
}
/** Ticket stock of last year, as a share of this year's. */
const pastScale = 0.6
const poolSize = 520
const zone = 'Asia/Taipei'
const memberKinds = new Set(['museum', 'association', 'university'])
const allergies: Localized[] = [
  { zh: '花生', en: 'Peanuts' },
  { zh: '甲殼類海鮮', en: 'Shellfish' },
  { zh: '麩質', en: 'Gluten' },
  { zh: '乳製品', en: 'Dairy' },
  { zh: '芒果', en: 'Mango' },
]

/** How many register on a day: a rush at the opening, a long calm, the last days of the early bird, a newsletter, quiet week-ends. */
function dayWeight(date: string, w: TicketWindow): number {
  const since = (Date.parse(date) - Date.parse(w.opens)) / 86_400_000
  const toEarlyEnd = (Date.parse(w.earlyEnds) - Date.parse(date)) / 86_400_000
  const base =
    since === 0 ? 14 : since < 4 ? 9 - since * 1.5 : toEarlyEnd >= 0 && toEarlyEnd < 4 ? 26 - toEarlyEnd * 5 : toEarlyEnd === -7 ? 9 : 3
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()) ? base * 0.5 : base
}

const hours = [
  [8, 3],
  [9, 8],
  [10, 11],
  [11, 9],
  [12, 8],
  [13, 7],
  [14, 9],
  [15, 9],
  [16, 8],
  [17, 5],
  [18, 3],
  [19, 3],
  [20, 5],
  [21, 7],
  [22, 6],
  [23, 3],
] as const
const two = (n: number) => String(n).padStart(2, '0')

function moment(random: () => number, from: string, to: string, w: TicketWindow): string {
  const days: [string, number][] = []
  for (let d = from; d <= to; d = addDays(d, 1)) days.push([d, dayWeight(d, w)])
  const time = `${two(weighted(random, hours))}:${two(whole(random, 0, 59))}`
  return new Date(zonedToInstant(weighted(random, days), time, zone).getTime() + whole(random, 0, 59) * 1000).toISOString()
}

type Entry = { person: DemoPerson; ticketKey: DemoTicketKey; speakerKey?: string }

/** Divides the pool among the tickets: students by their status, members by employer, the online seats first to those abroad. */
function entries(mix: Mix, input: DemoRegistrationInput, random: () => number): Entry[] {
  const contacts = new Map(input.companies.map((c) => [c.contact.email, c.contact.phone]))
  const taken = [...contacts.keys(), ...input.speakers.flatMap((s) => [s.email, s.name.zh])]
  const pool = demoPeople(poolSize, 7_001, input.companies, taken, 200).slice(mix.from)
  const volunteers = demoPeople(mix.crew, mix.seed + 1, input.companies, [...taken, ...pool.map((p) => p.email)], 860, true)
  const guests = input.speakers
    .map((s, i) => [s, random(), i] as const)
    .toSorted((a, b) => a[1] - b[1])
    .slice(0, mix.speakers)
  const students = pool.filter((p) => p.kind === 'student').slice(0, mix.student)
  const members = pool.filter((p) => p.country === 'TW' && memberKinds.has(p.kind)).slice(0, mix.member)
  const chosen = new Set([...students, ...members])
  const rest = pool.filter((p) => !chosen.has(p) && p.kind !== 'student').slice(0, mix.online + mix.early + mix.regular)
  const afar = rest
    .map((p) => [p, random() - (p.country === 'TW' ? 0 : 0.35)] as const)
    .toSorted((a, b) => a[1] - b[1])
    .map(([p]) => p)
  const of =
    (ticketKey: DemoTicketKey) =>
    (person: DemoPerson): Entry => ({ person, ticketKey })
  return [
    ...guests.map(([s, , i]): Entry => ({
      ticketKey: 'guest',
      speakerKey: s.key,
      person: {
        name: s.name,
        organisation: s.organisationName,
        companyKey: s.companyKey,
        jobTitle: s.jobTitle,
        email: s.email,
        country: s.country,
        kind: 'citizen',
        phone: contacts.get(s.email) ?? `${s.country === 'TW' ? '0900-000-' : '+00 000 000 '}${720 + i}`,
      },
    })),
    ...volunteers.map(of('crew')),
    ...students.map(of('student')),
    ...members.map(of('member')),
    ...afar.slice(0, mix.online).map(of('online')),
    ...afar.slice(mix.online, mix.online + mix.early).map(of('early')),
    ...afar.slice(mix.online + mix.early).map(of('regular')),
  ]
}

function build(
  mix: Mix,
  input: DemoRegistrationInput,
  w: TicketWindow,
  lastDay: string,
  tickets: DemoTicketType[],
  held: boolean,
): DemoRegistrations {
  const random = seeded(mix.seed)
  const byKey = new Map(tickets.map((t) => [t.key, t]))
  const drafts = entries(mix, input, random).map(({ person, ticketKey, speakerKey }): DemoRegistration => {
    const ticket = byKey.get(ticketKey)!
    const from = ticketKey === 'regular' ? addDays(w.earlyEnds, 1) : ticketKey === 'crew' ? addDays(lastDay, -20) : w.opens
    const registeredAt = moment(random, from, ticketKey === 'early' ? w.earlyEnds : lastDay, w)
    const onsite = ticket.attendance === 'onsite'
    const late = registeredAt >= zonedToInstant(addDays(lastDay, -5), '00:00', zone).toISOString()
    const muslim = ['MY', 'ID'].includes(person.country)
    return {
      number: '',
      name: person.name,
      organisation: person.organisation,
      companyKey: person.companyKey,
      speakerKey,
      jobTitle: person.jobTitle,
      email: person.email,
      phone: person.phone,
      country: person.country,
      ticketKey,
      attendance: ticket.attendance,
      amount: ticket.price,
      payment: ticket.price === 0 ? 'free' : !held && late && random() < 0.4 ? 'pending' : 'paid',
      state: 'confirmed',
      registeredAt,
      cancelledAt: null,
      diet: onsite
        ? weighted(random, [
            ['meat', 60],
            ['plant_based', 24],
            ['no_beef', 13],
            ['halal', muslim ? 120 : 0.5],
          ] as const)
        : null,
      allergies: onsite && random() < 0.07 ? oneOf(random, allergies) : { zh: '', en: '' },
      dinner: onsite && ticketKey !== 'crew' && random() < (ticketKey === 'student' ? 0.4 : 0.72),
      lang: person.country === 'TW' ? 'zh-TW' : 'en',
      invoice: person.taxId && ticket.price > 0 && random() < 0.7 ? { title: person.organisation.zh, taxId: person.taxId } : null,
      consents: { privacy: true, photo: random() < 0.9, newsletter: random() < 0.55 },
      checkIns: [],
    }
  })
  cancelSome(drafts, mix.cancelled, lastDay, random)
  const registrations = drafts
    .toSorted((a, b) => (a.registeredAt === b.registeredAt ? (a.email < b.email ? -1 : 1) : a.registeredAt < b.registeredAt ? -1 : 1))
    .map((r, i) => ({
      ...r,
      number: `${mix.prefix}-${String(i + 1).padStart(4, '0')}`,
      checkIns: held && r.state === 'confirmed' ? demoCheckIns(r.attendance, input.days, random) : [],
    }))
  return { tickets, registrations }
}

/** Paid tickets only, at least four days old; cancelled on a later day, in office hours. */
function cancelSome(list: DemoRegistration[], count: number, lastDay: string, random: () => number): void {
  const latest = zonedToInstant(addDays(lastDay, -3), '00:00', zone).toISOString()
  const candidates = list.filter((r) => r.payment === 'paid' && r.registeredAt < latest)
  for (let n = 0; n < count;) {
    const r = oneOf(random, candidates)
    if (r.state === 'cancelled') continue
    const day = Math.floor((Date.parse(latest) - Date.parse(r.registeredAt)) / 86_400_000)
    const date = addDays(lastDay, -whole(random, 0, Math.min(day + 2, 20)))
    const at = zonedToInstant(date, `${two(whole(random, 10, 17))}:${two(whole(random, 0, 59))}`, zone).toISOString()
    if (at <= r.registeredAt) continue
    r.state = 'cancelled'
    r.payment = 'refunded'
    r.cancelledAt = at
    n += 1
  }
}

/** 400 registrations of the last sixty days before `today`; the early bird ended a fortnight ago. */
export function demoRegistrations(input: DemoRegistrationInput): DemoRegistrations {
  const { today, opening } = input.days
  const w = { opens: addDays(today, -60), earlyEnds: addDays(today, -14), closes: addDays(opening, -3) }
  return build(comingMix, input, w, addDays(today, -1), ticketTypes(w), false)
}

/** 220 registrations of last year's edition with check-ins on both days; `days` are those of that edition. */
export function pastDemoRegistrations(input: DemoRegistrationInput): DemoRegistrations {
  const closes = addDays(input.days.opening, -3)
  const w = { opens: addDays(closes, -59), earlyEnds: addDays(closes, -21), closes }
  return build(pastMix, input, w, closes, ticketTypes(w, pastScale), true)
}
