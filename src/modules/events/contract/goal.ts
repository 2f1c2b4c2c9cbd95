import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, requiredText } from '../../../kernel/contract/localized.ts'

/** Live figures that a goal may be bound to; `manual` takes the actual that a person enters. */
export const metrics = [
  'manual',
  'registrations',
  'registrations_onsite',
  'registrations_online',
  'attendance',
  'attendance_rate',
  'countries',
  'foreign_attendees',
  'sessions',
  'speakers',
  'revenue',
] as const
export type Metric = (typeof metrics)[number]

export const metricNames: Record<Metric, Localized> = {
  manual: { zh: '自行填寫', en: 'Entered by hand' },
  registrations: { zh: '報名人數', en: 'Registrations' },
  registrations_onsite: { zh: '實體報名人數', en: 'On-site registrations' },
  registrations_online: { zh: '線上報名人數', en: 'Online registrations' },
  attendance: { zh: '報到人數', en: 'Checked in' },
  attendance_rate: { zh: '出席率', en: 'Attendance rate' },
  countries: { zh: '國家數', en: 'Countries' },
  foreign_attendees: { zh: '境外與會者', en: 'Attendees from abroad' },
  sessions: { zh: '場次數', en: 'Sessions' },
  speakers: { zh: '講者數', en: 'Speakers' },
  revenue: { zh: '報名收入', en: 'Registration revenue' },
}

export const goal = entity({
  name: 'eventGoal',
  scope: 'event',
  fields: {
    position: z.number().int().default(0),
    title: requiredText(200),
    unit: z.string().max(20).default(''),
    target: z.number().min(-1e12).max(1e12),
    direction: z.enum(['up', 'down']).default('up'),
    metric: z.enum(metrics).default('manual'),
    actual: z.number().min(-1e12).max(1e12).nullable().default(null),
    evidence: z.string().max(300).default(''),
    note: z.string().max(1000).default(''),
  },
  labels: {
    position: { zh: '順序', en: 'Order' },
    title: { zh: '目標', en: 'Goal' },
    unit: { zh: '單位', en: 'Unit' },
    target: { zh: '目標值', en: 'Target' },
    direction: { zh: '方向', en: 'Direction' },
    metric: { zh: '取數方式', en: 'Figure' },
    actual: { zh: '實際值', en: 'Actual' },
    evidence: { zh: '佐證', en: 'Evidence' },
    note: { zh: '說明', en: 'Note' },
  },
  sortable: ['position'],
})
export type Goal = Row<typeof goal>
export const goalEndpoints = {
  ...crudEndpoints(goal, '/events/:eventId/goals', { read: 'events.read', write: 'goals.edit' }),
  sheet: endpoint({
    method: 'GET',
    path: '/events/:eventId/goals.xlsx',
    action: 'events.read',
    summary: 'Goals with what was reached, as a workbook',
    params: z.object({ eventId: id() }),
    response: z.unknown(),
    raw: true as const,
  }),
}
