import type { Localized } from '../../../kernel/contract/localized.ts'
import type { eventFormats, eventKinds, eventPhases } from '../contract/event.ts'
import type { Metric } from '../contract/goal.ts'

/** Words of the event's choices as papers print them. */
export const phaseNames: Record<(typeof eventPhases)[number], Localized> = {
  opportunity: { zh: '商機', en: 'Opportunity' }, planning: { zh: '企劃', en: 'Planning' }, preparation: { zh: '籌備', en: 'Preparation' }, onsite: { zh: '現場執行', en: 'On site' }, closing: { zh: '結案', en: 'Closing' },
}
export const kindNames: Record<(typeof eventKinds)[number], Localized> = {
  congress: { zh: '會議', en: 'Congress' }, forum: { zh: '論壇', en: 'Forum' }, exhibition: { zh: '展覽', en: 'Exhibition' }, press: { zh: '記者會', en: 'Press event' }, launch: { zh: '發表會', en: 'Launch' }, award: { zh: '頒獎典禮', en: 'Award ceremony' }, corporate: { zh: '企業活動', en: 'Corporate event' }, community: { zh: '社群活動', en: 'Community event' }, other: { zh: '其他活動', en: 'Event' },
}
export const formatNames: Record<(typeof eventFormats)[number], Localized> = { onsite: { zh: '實體', en: 'on site' }, online: { zh: '線上', en: 'online' }, hybrid: { zh: '實體與線上同步', en: 'hybrid' } }
export const metricNames: Record<Metric, Localized> = {
  manual: { zh: '人工登錄', en: 'Entered by hand' }, registrations: { zh: '報名紀錄', en: 'Registrations' }, registrations_onsite: { zh: '報名紀錄（實體）', en: 'Registrations on site' }, registrations_online: { zh: '報名紀錄（線上）', en: 'Registrations online' },
  attendance: { zh: '報到紀錄', en: 'Check-ins' }, attendance_rate: { zh: '報到與報名紀錄', en: 'Check-ins and registrations' }, countries: { zh: '報名紀錄之國別', en: 'Countries of registrations' }, foreign_attendees: { zh: '報名紀錄之國別', en: 'Countries of registrations' },
  sessions: { zh: '議程', en: 'Programme' }, speakers: { zh: '議程之講者', en: 'Speakers of the programme' }, revenue: { zh: '報名金額', en: 'Registration fees' },
}
