import { instantToZoned } from '../../src/kernel/contract/dates.ts'
import type { Localized } from '../../src/kernel/contract/localized.ts'
import type { Ctx } from '../../src/kernel/server/ctx.ts'
import type { PublicTicket } from '../../src/modules/registration/contract/public.ts'
import { publicTickets } from '../../src/modules/registration/server/index.ts'
import { isService } from '../../src/modules/programme/contract/session.ts'
import { type Programme, type ProgrammeSession, readProgramme } from '../../src/modules/programme/server/index.ts'
import type { Brand, EventSite, HomeView, RegistrationState, Room, SessionItem, SessionType, SpeakerRef, Ticket, Track } from './view.ts'

/** As programmes print it: 中文, EN, 日本語; a name that is none of the common tags stays as it is. */
const languageLabel = (tag: string): string =>
  /^zh/i.test(tag)
    ? '中文'
    : /^en\b/i.test(tag)
      ? 'EN'
      : /^ja\b/i.test(tag)
        ? '日本語'
        : /^[a-z]{2}(-[A-Za-z]{2,4})?$/.test(tag)
          ? tag.slice(0, 2).toUpperCase()
          : tag

const filled = (t: Localized | undefined) => (t && (t.zh || t.en) ? t : undefined)

/** Everything that one event's public pages are drawn from; read in one transaction. */
export type Site = {
  event: EventSite
  programme: Programme
  tickets: Ticket[]
  rooms: Room[]
  tracks: Track[]
  types: SessionType[]
  items: SessionItem[]
  days: string[]
  speakerRefs: Map<string, SpeakerRef>
  organiserContact: { email: string; phone: string }
}

export function registrationState(tickets: PublicTicket[], closed: boolean, now: string): RegistrationState {
  if (!tickets.length) return { state: 'none' }
  if (closed) return { state: 'closed' }
  const open = tickets.filter((t) => t.state === 'open')
  if (open.length) {
    const ends = open
      .map((t) => t.salesEnd)
      .filter((e) => e !== null)
      .toSorted()
    return { state: 'open', ...(ends.length === open.length ? { until: ends.at(-1)! } : {}) }
  }
  const later = tickets
    .filter((t) => t.state === 'notYet')
    .map((t) => t.salesStart!)
    .toSorted()
  if (later[0]) return { state: 'notYet', from: later[0] }
  if (tickets.some((t) => t.state === 'soldOut')) return { state: 'full' }
  const since = tickets
    .map((t) => t.salesEnd)
    .filter((e) => e !== null && e < now)
    .toSorted()
    .at(-1)
  return { state: 'closed', ...(since ? { since } : {}) }
}

const ticketView = (t: PublicTicket): Ticket => ({
  id: t.id,
  name: t.name,
  ...(filled(t.description) ? { description: t.description } : {}),
  price: t.price,
  currency: t.currency,
  quota: t.quota,
  remaining: t.remaining,
  state: t.state,
  ...(t.salesStart ? { from: t.salesStart } : {}),
  ...(t.salesEnd ? { until: t.salesEnd } : {}),
  attendance: t.attendance,
})

/** Reads the site of the ctx's event; null where it is not public. */
export async function loadSite(ctx: Ctx, origin: string): Promise<Site | null> {
  const programme = await readProgramme(ctx, { publishedOnly: true })
  const e = programme.event
  if (!e.published) return null
  const offered = await publicTickets(ctx)
  const organisation = await ctx.tx
    .selectFrom('organisation')
    .select(['name', 'nameEn', 'email', 'phone', 'website'])
    .where('organisationId', '=', ctx.orgId)
    .executeTakeFirst()
  const key = <T extends { id: string; key: string }>(rows: T[]) => new Map(rows.map((r) => [r.id, r.key]))
  const [roomKeys, trackKeys, typeKeys] = [key(programme.rooms), key(programme.tracks), key(programme.types)]
  const speakerRefs = new Map(
    programme.speakers.map((s) => [
      s.id,
      { key: s.key, name: s.name, ...(filled(s.organisation) ? { affiliation: s.organisation } : {}) } satisfies SpeakerRef,
    ]),
  )
  const item = (s: ProgrammeSession): SessionItem => ({
    key: s.key,
    title: s.title,
    start: s.startAt,
    end: s.endAt,
    roomKeys: s.roomIds.flatMap((r) => roomKeys.get(r) ?? []),
    ...(s.trackId && trackKeys.has(s.trackId) ? { trackKey: trackKeys.get(s.trackId)! } : {}),
    ...(s.typeId && typeKeys.has(s.typeId) ? { typeKey: typeKeys.get(s.typeId)! } : {}),
    speakers: [...new Set(s.speakers.map((x) => x.speakerId))].flatMap((x) => speakerRefs.get(x) ?? []),
    ...(s.language ? { language: languageLabel(s.language) } : {}),
    ...(s.interpretation.length ? { labels: [{ zh: '口譯', en: 'Interpreted' }] } : {}),
    ...(isService(s) ? { isBreak: true } : {}),
    ...(filled(s.subtitle) && isService(s) ? { note: s.subtitle } : {}),
    ...(s.state === 'cancelled' ? { canceled: true } : {}),
  })
  const items = programme.sessions.map(item)
  const used = new Set(items.flatMap((i) => i.roomKeys))
  const rooms: Room[] = programme.rooms
    .filter((r) => used.has(r.key))
    .map((r) => ({
      key: r.key,
      name: r.name,
      ...(r.place || r.online
        ? {
            note: {
              zh: [r.place, r.online ? '線上' : ''].filter(Boolean).join('，'),
              en: [r.place, r.online ? 'online' : ''].filter(Boolean).join(', '),
            },
          }
        : {}),
      ...(r.capacity ? { capacity: r.capacity } : {}),
    }))
  const brand: Brand = { accent: e.colour || '#1f4b52' }
  const event: EventSite = {
    slug: e.slug,
    name: e.name,
    zone: e.zone,
    start: e.startDate,
    end: e.endDate,
    format: e.format,
    brand,
    origin,
    ...(filled(e.tagline) ? { tagline: e.tagline } : {}),
    ...(filled(e.venueName) ? { place: { name: e.venueName, ...(filled(e.venueAddress) ? { address: e.venueAddress } : {}) } } : {}),
    organiser: {
      name: filled(e.site.organiser) ?? { zh: organisation?.name ?? '', en: organisation?.nameEn || (organisation?.name ?? '') },
    },
    contact: {
      ...(e.site.contactEmail || organisation?.email ? { email: e.site.contactEmail || organisation!.email } : {}),
      ...(e.site.contactPhone || organisation?.phone ? { phone: e.site.contactPhone || organisation!.phone } : {}),
    },
    has: {
      programme: items.some((i) => i.start),
      speakers: programme.speakers.length > 0,
      rooms: rooms.length > 1,
      registration: offered.length > 0,
    },
    registration: registrationState(offered, e.status !== 'active', ctx.now),
  }
  const days = [...new Set(items.flatMap((i) => (i.start ? [instantToZoned(i.start, e.zone).date] : [])))].toSorted()
  return {
    event,
    programme,
    tickets: offered.map(ticketView),
    rooms,
    items,
    days,
    speakerRefs,
    tracks: programme.tracks.map((t) => ({ key: t.key, name: t.name, ...(t.colour ? { colour: t.colour } : {}) })),
    types: programme.types.map((t) => ({ key: t.key, name: t.name })),
    organiserContact: { email: event.contact?.email ?? '', phone: event.contact?.phone ?? '' },
  }
}

const transportKinds = ['rail', 'bus', 'bike', 'access', 'car'] as const
const kindOf = (k: string): HomeView['transport'][number]['kind'] =>
  transportKinds.find((x) => k.includes(x)) ??
  (/mrt|thsr|train|metro/.test(k) ? 'rail' : /shuttle|coach/.test(k) ? 'bus' : /park|drive/.test(k) ? 'car' : 'other')

/** The event's home page from what there is; sections without content are left out. */
export function homeOf(site: Site, jsonLd: string): HomeView {
  const e = site.programme.event
  const shown = site.items.filter((i) => !i.isBreak && !i.canceled && i.start)
  const countries = new Set(site.programme.speakers.map((s) => s.country).filter(Boolean))
  const main = new Set(shown.filter((i) => i.roomKeys[0] === site.rooms[0]?.key).flatMap((i) => i.speakers.map((s) => s.key)))
  const ranked = [...site.programme.speakers].sort((a, b) => Number(main.has(b.key)) - Number(main.has(a.key)))
  const topic = (key: string) => shown.find((i) => i.speakers.some((s) => s.key === key))?.title
  return {
    event: site.event,
    meta: { jsonLd },
    tickets: site.tickets,
    ...(filled(e.description) ? { about: { text: e.description } } : {}),
    highlights: e.site.highlights,
    figures: [
      { label: { zh: '場次', en: 'sessions' }, value: shown.length, unit: { zh: '場', en: '' } },
      { label: { zh: '講者', en: 'speakers' }, value: site.programme.speakers.length, unit: { zh: '位', en: '' } },
      ...(countries.size > 1 ? [{ label: { zh: '講者來自', en: 'countries' }, value: countries.size, unit: { zh: '國', en: '' } }] : []),
      ...(site.rooms.length > 1 ? [{ label: { zh: '會議室', en: 'rooms' }, value: site.rooms.length, unit: { zh: '間', en: '' } }] : []),
    ].filter((f) => f.value > 0),
    speakers: ranked.slice(0, 8).map((s) => ({
      key: s.key,
      name: s.name,
      ...(filled(s.organisation) ? { affiliation: s.organisation } : {}),
      ...(topic(s.key) ? { topic: topic(s.key)! } : {}),
    })),
    speakerCount: site.programme.speakers.length,
    days: site.days.map((date) => ({ date, sessions: highlightsOf(shown.filter((i) => instantToZoned(i.start!, e.zone).date === date)) })),
    rooms: site.rooms,
    transport: e.site.transport.map((t) => ({ kind: kindOf(t.kind), title: t.title, text: t.text })),
    faq: e.site.faq.map((f) => ({ question: f.q, answer: f.a })),
  }
}

/** Up to six sessions of a day, spread over its length: one from each stretch, the first room's first. */
function highlightsOf(day: SessionItem[]): SessionItem[] {
  if (day.length <= 6) return day
  return Array.from({ length: 6 }, (_, i) => day[Math.floor((i * day.length) / 6)]!)
}
