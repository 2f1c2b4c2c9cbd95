import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Lang } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { readIfSound } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { deliverableByKey } from '../../documents/contract/registry.ts'
import type {} from '../../documents/server/index.ts'
import type { GoalState } from '../../events/contract/desk.ts'
import type { Event } from '../../events/contract/event.ts'
import { clientOf, events, goalStates } from '../../events/server/index.ts'
import { type Attendance, attendanceOf } from './attendance.ts'
import { type ProgrammeFacts, programmeOf } from './programme.ts'

export type Photo = { bytes: Uint8Array; caption: string }
export type IssuedPaper = { name: { zh: string; en: string }; number: number; day: string }
export type Milestone = { day: string; zh: string; en: string }
/** All that the closing report says, read once. */
export type ReportFacts = {
  event: Event
  client: string
  today: string
  /** `before`: not yet begun; `running`; `over`. */
  stage: 'before' | 'running' | 'over'
  goals: GoalState[]
  attendance: Attendance
  programme: ProgrammeFacts
  milestones: Milestone[]
  papers: IssuedPaper[]
  photos: Photo[]
}

const MAX_PHOTOS = 8
// What a camera or a phone calls its pictures says nothing.
const nameless = /^(img|dsc|dscf|pxl|p\d|screenshot|image|photo|line_album|\d)[\s_\d().-]*/i
/** The caption that a file's name gives: `開幕全景.jpg` → 開幕全景; '' for a camera's number. */
export const captionOf = (name: string): string => {
  const bare = name.replace(/\.[a-z0-9]{2,5}$/i, '').trim()
  return nameless.test(bare) && bare.replace(nameless, '').trim().length < 2 ? '' : bare.replaceAll('_', ' ')
}

async function photosOf(ctx: Ctx): Promise<Photo[]> {
  const rows = await ctx.tx
    .selectFrom('file')
    .select(['id', 'name'])
    .where('eventId', '=', ctx.eventId!)
    .where('mime', 'in', ['image/jpeg', 'image/png', 'image/webp'])
    .where((eb) => eb.or([eb('entity', '=', 'event'), eb('entity', 'is', null)]))
    .orderBy('createdAt')
    .orderBy('id')
    .limit(MAX_PHOTOS)
    .execute()
  const out: Photo[] = []
  for (const r of rows) {
    // A picture whose bytes went missing must not keep the report from being made.
    const file = await readIfSound(ctx, r.id)
    if (file) out.push({ bytes: file.bytes, caption: captionOf(r.name) })
  }
  return out
}

function milestonesOf(
  e: Event,
  a: Attendance,
  sales: { from: string | null; to: string | null },
  papers: IssuedPaper[],
  lastDay: string,
): Milestone[] {
  const out: Milestone[] = []
  const local = (i: string) => instantToZoned(i, e.zone).date
  const names = {
    opportunity: ['商機', 'Opportunity'],
    planning: ['企劃', 'Planning'],
    preparation: ['籌備', 'Preparation'],
    onsite: ['現場執行', 'On-site'],
    closing: ['結案', 'Closing'],
  } as const
  for (const ph of e.phases)
    if (ph.doneOn && ph.key !== 'onsite')
      out.push({ day: ph.doneOn, zh: `完成${names[ph.key][0]}階段工作`, en: `${names[ph.key][1]} phase finished` })
  // Late entries into the records are no part of the course.
  const first = a.registrationsByDay.find((d) => d.day <= e.endDate)
  if (sales.from && (!first || local(sales.from) <= first.day))
    out.push({ day: local(sales.from), zh: '開放報名', en: 'Registration opened' })
  else if (first) out.push({ day: first.day, zh: '收到第一筆報名', en: 'First registration received' })
  let running = 0
  const half = a.registrationsByDay.find((d) => (running += d.n) * 2 >= a.registered.all)
  if (half && half.day <= e.endDate && a.registered.all >= 20)
    out.push({ day: half.day, zh: `報名累計達總數之半（${running} 人）`, en: `Half of all registrations reached (${running})` })
  if (sales.to && a.registered.all > 0) out.push({ day: local(sales.to), zh: '報名截止', en: 'Registration closed' })
  out.push(
    e.startDate === e.endDate
      ? { day: e.startDate, zh: '活動舉行', en: 'The event takes place' }
      : { day: e.startDate, zh: '活動開幕', en: 'Opening' },
  )
  if (e.startDate !== e.endDate) out.push({ day: e.endDate, zh: '活動閉幕', en: 'Closing day' })
  for (const p of papers)
    out.push({ day: p.day, zh: `發布《${p.name.zh}》第 ${p.number} 版`, en: `${p.name.en} issued, version ${p.number}` })
  return out
    .filter((m) => m.day <= lastDay)
    .toSorted((x, y) => x.day.localeCompare(y.day))
    .slice(0, 24)
}

export async function readFacts(ctx: Ctx, services: Services, lang: Lang): Promise<ReportFacts> {
  const event = await events.get(ctx, ctx.eventId!)
  const today = instantToZoned(ctx.now, event.zone).date
  const attendance = await attendanceOf(ctx, event.zone)
  const unseen = attendance.arrived.onsite + attendance.arrived.online === 0
  const issues = await ctx.tx
    .selectFrom('documentIssue')
    .distinctOn('deliverable')
    .select(['deliverable', 'number', 'issuedAt'])
    .where('eventId', '=', ctx.eventId!)
    .orderBy('deliverable')
    .orderBy('number', 'desc')
    .execute()
  const papers = issues.flatMap((i): IssuedPaper[] => {
    const d = i.deliverable === 'closing-report' ? undefined : deliverableByKey.get(i.deliverable)
    return d ? [{ name: d.name, number: i.number, day: instantToZoned(i.issuedAt, event.zone).date }] : []
  })
  const sales = await ctx.tx
    .selectFrom('ticketType')
    .select((eb) => [eb.fn.min('salesStart').as('from'), eb.fn.max('salesEnd').as('to')])
    .where('eventId', '=', ctx.eventId!)
    .where('visible', '=', true)
    .executeTakeFirst()
  return {
    event,
    today,
    attendance,
    papers,
    client: await clientOf(ctx, event, lang),
    stage: today < event.startDate ? 'before' : today <= event.endDate ? 'running' : 'over',
    // Without a single check-in nobody knows who came: that is no figure, not a zero.
    goals: (await goalStates(ctx, services)).map((g) =>
      unseen && (g.metric === 'attendance' || g.metric === 'attendance_rate') ? { ...g, current: null, share: null, met: null } : g,
    ),
    programme: await programmeOf(ctx),
    milestones: milestonesOf(
      event,
      attendance,
      { from: (sales?.from as string | null) ?? null, to: (sales?.to as string | null) ?? null },
      papers,
      today,
    ),
    photos: await photosOf(ctx),
  }
}
