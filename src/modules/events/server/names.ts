import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Metric } from '../contract/goal.ts'

/** Where a goal's actual comes from, as papers name the evidence. */
export const metricSources: Record<Metric, Localized> = {
  manual: { zh: '人工登錄', en: 'Entered by hand' },
  registrations: { zh: '報名紀錄', en: 'Registrations' },
  registrations_onsite: { zh: '報名紀錄（實體）', en: 'Registrations on site' },
  registrations_online: { zh: '報名紀錄（線上）', en: 'Registrations online' },
  attendance: { zh: '報到紀錄', en: 'Check-ins' },
  attendance_rate: { zh: '報到與報名紀錄', en: 'Check-ins and registrations' },
  countries: { zh: '報名紀錄之國別', en: 'Countries of registrations' },
  foreign_attendees: { zh: '報名紀錄之國別', en: 'Countries of registrations' },
  sessions: { zh: '議程', en: 'Programme' },
  speakers: { zh: '議程之講者', en: 'Speakers of the programme' },
  revenue: { zh: '報名金額', en: 'Registration fees' },
}
