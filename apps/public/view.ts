import type { Lang, Localized } from '../../src/kernel/contract/localized.ts'
import type { Currency } from '../../src/kernel/contract/money.ts'
import type { VerifiedCertificate } from '../../src/modules/checkin/server/index.ts'

export type { Lang, Localized }

/** What every page of one event's site needs. Instants are UTC ISO strings, dates local `YYYY-MM-DD`, money minor units. */
export type EventSite = {
  slug: string
  name: Localized
  /** A short form for the top bar; the name where absent. */
  shortName?: Localized
  tagline?: Localized
  summary?: Localized
  /** IANA zone of the event; every time is shown in it. */
  zone: string
  start: string
  end: string
  format: 'onsite' | 'online' | 'hybrid'
  place?: Place
  organiser?: Party
  /** 承辦 and the like, each with its role. */
  parties?: { role: Localized; name: Localized; url?: string }[]
  contact?: { email?: string; phone?: string; note?: Localized }
  brand: Brand
  /** Scheme and host of the site, no trailing slash, e.g. `https://events.example.tw`. */
  origin: string
  /** Which pages there are; a link to an absent page is not shown. */
  has: { programme: boolean; speakers: boolean; rooms: boolean; registration: boolean }
  /** How registration stands, for the buttons that lead there. */
  registration: RegistrationState
}

/** `#rrggbb`; pictures are addresses on this site or https. */
export type Brand = {
  accent: string
  highlight?: string
  logoUrl?: string
  pictureUrl?: string
  pictureAlt?: Localized
  shareImageUrl?: string
}
export type Party = { name: Localized; url?: string }
export type Place = { name: Localized; address?: Localized; city?: Localized; country?: string; hint?: Localized; mapUrl?: string }

/** `closed` says when it ended, `notYet` when it begins. */
export type RegistrationState =
  | { state: 'open'; until?: string }
  | { state: 'notYet'; from?: string }
  | { state: 'closed'; since?: string }
  | { state: 'full' }
  | { state: 'none' }

/** What the head of a page carries beside its title. `jsonLd` is JSON text. */
export type PageMeta = { jsonLd?: string; robots?: 'noindex' }

export type Ticket = {
  id: string
  name: Localized
  description?: Localized
  /** What comes with it, and what does not. */
  includes?: { text: Localized; included: boolean }[]
  /** Minor units of `currency`; 0 is free. */
  price: number
  currency: Currency
  /** `null` is without limit. */
  quota: number | null
  remaining: number | null
  state: 'open' | 'notYet' | 'closed' | 'soldOut'
  from?: string
  until?: string
  attendance?: 'onsite' | 'online'
}

export type Track = { key: string; name: Localized; /** `#rrggbb` */ colour?: string }
export type Room = { key: string; name: Localized; /** E.g. floor, seats, streaming. */ note?: Localized; capacity?: number }
export type SessionType = { key: string; name: Localized }
export type SpeakerRef = { key: string; name: Localized; affiliation?: Localized }

/** A session as lists show it; without its abstract, so that a big programme stays light. */
export type SessionItem = {
  /** Stable and fit for an address. */
  key: string
  title: Localized
  start: string | null
  end: string | null
  /** The first is where it takes place. */
  roomKeys: string[]
  trackKey?: string
  typeKey?: string
  speakers: SpeakerRef[]
  /** As people read it, e.g. `中文`, `EN`. */
  language?: string
  labels?: Localized[]
  /** Registration, tea, lunch: runs across all rooms and has no page. */
  isBreak?: boolean
  note?: Localized
  canceled?: boolean
}

export type HomeView = {
  event: EventSite
  meta?: PageMeta
  tickets: Ticket[]
  about?: { heading?: Localized; text: Localized }
  highlights?: { title: Localized; text: Localized }[]
  figures: { label: Localized; value: number; unit?: Localized }[]
  speakers: { key: string; name: Localized; affiliation?: Localized; topic?: Localized; photoUrl?: string }[]
  speakerCount: number
  days: { date: string; note?: Localized; sessions: SessionItem[] }[]
  rooms: Room[]
  transport: { kind: 'rail' | 'bus' | 'bike' | 'access' | 'car' | 'other'; title: Localized; text: Localized }[]
  faq: { question: Localized; answer: Localized }[]
}

export type ProgrammeQuery = {
  /** A date of the event or `all`. */
  day: string
  view: 'time' | 'track' | 'room'
  track?: string
  room?: string
  type?: string
  q?: string
}

export type ProgrammeView = {
  event: EventSite
  meta?: PageMeta
  days: string[]
  rooms: Room[]
  tracks: Track[]
  types: SessionType[]
  /** Every scheduled session; the page filters. */
  sessions: SessionItem[]
  query: ProgrammeQuery
  /** The server's time; now and next are shown on the day itself only. */
  now?: string
  updatedAt?: string
  changes?: { text: Localized; href?: string }[]
  /** Which exports exist. */
  exports: { ical: boolean; json: boolean }
}

export type SessionView = {
  event: EventSite
  meta?: PageMeta
  session: SessionItem & {
    subtitle?: Localized
    /** Plain text or light Markdown. */
    abstract?: Localized
    description?: Localized
    links: { label: string; url: string }[]
    seats?: { remaining: number | null; capacity: number }
  }
  speakers: (SpeakerRef & { photoUrl?: string; bio?: Localized })[]
  rooms: Room[]
  /** All tracks in the programme's order: a track's place decides its colour. */
  tracks: Track[]
  type?: SessionType
  related: SessionItem[]
  /** `false` hides the calendar link. */
  ical: boolean
}

export type SpeakerView = {
  event: EventSite
  meta?: PageMeta
  speaker: SpeakerRef & {
    title?: Localized
    country?: Localized
    photoUrl?: string
    bio?: Localized
    links: { label: string; url: string }[]
  }
  sessions: SessionItem[]
  rooms: Room[]
  /** All, in the programme's order. */
  tracks: Track[]
}

export type SpeakersView = {
  event: EventSite
  meta?: PageMeta
  speakers: { key: string; name: Localized; affiliation?: Localized; photoUrl?: string; sessionCount: number }[]
}

export type RoomsView = { event: EventSite; meta?: PageMeta; rooms: (Room & { sessionCount: number })[] }

export type FormField = {
  name: string
  label: Localized
  type: 'text' | 'email' | 'tel' | 'textarea' | 'select' | 'radio' | 'checkbox'
  required?: boolean
  hint?: Localized
  options?: { value: string; label: Localized; hint?: Localized }[]
  autocomplete?: string
  maxLength?: number
  /** Two fields marked so stand side by side on a wide screen. */
  half?: boolean
}

export type Consent = { name: string; text: Localized; required: boolean }

export type RegisterView = {
  event: EventSite
  meta?: PageMeta
  tickets: Ticket[]
  fields: FormField[]
  consents: Consent[]
  /** The version of the privacy notice that the consents refer to; sent back with the form. */
  privacyVersion: string
  /** What was entered, by field name; a list for repeated names. `ticket` is the chosen ticket type. */
  values: Record<string, string | string[] | undefined>
  /** Messages by field name; `''` is for the whole form. */
  errors: Record<string, Localized>
  /** The same name and address are registered: shows the box `allowDuplicate`, for somebody else of that name. */
  insist?: boolean
  /** Idempotency key of this form, sent back as `token`. */
  token: string
  /** Name of the field that people don't see and machines fill in. */
  honeypot: string
}

export type RegistrationTicket = {
  /** What the desk reads, e.g. `7K2M-4QXD`. */
  code: string
  name: string
  affiliation?: string
  ticket: Localized
  state: 'confirmed' | 'pending' | 'waitlisted' | 'canceled' | 'attended'
  attendance: 'onsite' | 'online'
  price: number
  currency: Currency
  registeredAt: string
  checkedInAt?: string
  canceledAt?: string
  /** Drawn by our encoder: trusted markup. */
  qrSvg?: string
  /** Or a `data:image/…` address. */
  qrDataUrl?: string
  details?: { label: Localized; value: string }[]
}

export type ConfirmationView = {
  event: EventSite
  /** Path of this page below the event's root, for the language switch. */
  path?: string
  registration: RegistrationTicket
  /** Where the mail went, masked. */
  sentTo?: string
  /** Address path of "my registration". */
  manageUrl: string
  /** Address of the event's calendar entry. */
  ical: string
}

export type MyRegistrationView = {
  event: EventSite
  /** Path of this page below the event's root, for the language switch. */
  path?: string
  registration: RegistrationTicket
  /** Until when it can be canceled here; absent where it can't. */
  cancel?: {
    action: string
    token: string
    until?: string
    /** The person asked and must confirm. */ confirming?: boolean
    error?: Localized
  }
  notice?: Localized
  /** The details that the person may change; absent where they may not. */
  edit?: { action: string; fields: FormField[]; values: RegisterView['values']; errors: Record<string, Localized> }
  /** Where the person asks about their own data. */
  privacy?: { action: string; /** What was asked and waits. */ asked?: Localized }
  /** Address of the event's calendar entry. */
  ical?: string
}

/** 個人資料保護法 第 8 條第 1 項: what a collector must tell. Missing parts get this product's standard wording. */
export type PrivacyView = {
  event: EventSite
  version: string
  effectiveFrom: string
  collector: { name: Localized; address?: Localized; email?: string; phone?: string }
  purposes?: Localized[]
  dataClasses?: Localized[]
  /** How many months after the event the data is erased. */
  retentionMonths: number
  areas?: Localized[]
  recipients?: Localized[]
  manners?: Localized[]
  extra?: Localized
}

/** The public page of a certificate; `event` is absent where the event has no public site. `address` is this page in both languages. */
export type CertificateView = { certificate: VerifiedCertificate; path: string; address: Record<Lang, string>; event?: EventSite }
export type MessageKind = 'notFound' | 'gone' | 'closed' | 'error' | 'tooMany' | 'expired'
/** Without an event the page is the server's own, in its colours. */
export type MessageView = { kind: MessageKind; event?: EventSite; detail?: Localized; reference?: string }
