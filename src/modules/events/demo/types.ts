import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Group, Role } from '../../identity/contract/roles.ts'
import type { eventPhases } from '../contract/event.ts'
import type { Metric } from '../contract/goal.ts'

export type DemoPhaseKey = (typeof eventPhases)[number]

export type DemoMember = {
  key: string
  name: Localized
  /** As on the business card. */
  title: Localized
  role: Role
  /** 組別; project staff act within theirs only. */
  groups: Group[]
  email: string
  phone: string
  /** The client's own people, shown in the contact list with their organisation. */
  companyKey?: string
  /** What to call this person about, for the contact list. */
  duty: Localized
}

export type DemoTask = {
  key: string
  title: Localized
  /** Local date. */
  due: string
  /** Days from D; negative before. */
  offset: number
  ownerKey: string
  state: 'done' | 'doing' | 'todo'
}
export type DemoGroup = { key: Group; name: Localized; leadKey: string; mission: Localized; tasks: DemoTask[] }
export type DemoPhase = { key: DemoPhaseKey; name: Localized; start: string; end: string; startOffset: number; endOffset: number }

export type DemoGoal = {
  key: string
  title: Localized
  unit: Localized
  target: number
  metric: Metric
  /** `down`: the goal is met when the figure stays at or below the target. */
  direction: 'up' | 'down'
  /** Only with `manual`; null while it's not known. */
  actual: number | null
  /** How it is measured and why it matters. */
  note: Localized
}

/** A string is a paragraph, an array a bullet list. */
export type DemoBlock = string | string[]
export type DemoNarrative = {
  deliverable: 'event-plan' | 'goals' | 'agenda' | 'closing-report'
  key: string
  title: Localized
  zh: DemoBlock[]
  /** A summary of the section in English. */
  en: DemoBlock[]
}

export type DemoBrief = {
  background: Localized
  purpose: Localized
  audience: Localized
  scope: Localized
  /** TWD, whole dollars, tax included. */
  budget: { min: number; max: number; currency: 'TWD'; note: Localized }
  constraints: Localized[]
  expectedOnsite: number
  expectedOnline: number
}
export type DemoFaq = { key: string; question: Localized; answer: Localized }
export type DemoVenue = {
  name: Localized
  address: Localized
  city: Localized
  country: 'TW'
  intro: Localized
  transport: { key: string; title: Localized; text: Localized }[]
}
export type DemoContactPoint = { key: string; purpose: Localized; email: string; phone: string; hours: Localized }
export type DemoLesson = { key: string; area: Group; finding: Localized; improvement: Localized }

export type DemoOrganisation = {
  name: Localized
  shortName: Localized
  taxId: string
  address: Localized
  email: string
  phone: string
  website: string
}

/** What one colleague did, `daysAgo` days before the demo's today (at least 1) at a Taipei time. */
export type DemoMoment = { by: string; daysAgo: number; time: string }
/** `mention` calls whoever holds these roles. */
export type DemoComment = DemoMoment & { text: string; mention?: readonly Role[] }
/** A text, or a drawing that becomes a picture. */
export type DemoFile = DemoMoment & { name: string; text?: string; svg?: string }
export type DemoDesk = {
  talk: DemoComment[]
  files: DemoFile[]
  /** Targets that were changed since they were first agreed. */
  goals: (DemoMoment & { key: string; was: number })[]
}
export type DemoEvent = {
  slug: string
  name: Localized
  shortName: Localized
  tagline: Localized
  kind: 'forum'
  format: 'hybrid'
  status: 'active' | 'closed'
  zone: 'Asia/Taipei'
  start: string
  end: string
  venue: DemoVenue
  clientKey: string
  coOrganiserKeys: string[]
  /** `#rrggbb`, for the public site. */
  brandColour: string
  description: { zh: string[]; en: string[] }
  brief: DemoBrief
  phases: DemoPhase[]
  groups: DemoGroup[]
  team: DemoMember[]
  goals: DemoGoal[]
  highlights: { title: Localized; text: Localized }[]
  faq: DemoFaq[]
  contacts: DemoContactPoint[]
  narratives: DemoNarrative[]
  lessons: DemoLesson[]
  desk: DemoDesk
}
