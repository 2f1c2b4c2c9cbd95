import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { requiredText } from '../../../kernel/contract/localized.ts'

/** Live figures that a goal may be bound to; `manual` takes the actual that a person enters. */
export const metrics = ['manual', 'registrations', 'registrations_onsite', 'registrations_online', 'attendance', 'attendance_rate', 'countries', 'foreign_attendees', 'sessions', 'speakers', 'revenue'] as const
export type Metric = (typeof metrics)[number]

export const goal = entity({
  name: 'eventGoal',
  scope: 'event',
  fields: {
    position: z.number().int().default(0),
    title: requiredText(200),
    unit: z.string().max(20).default(''),
    target: z.number(),
    direction: z.enum(['up', 'down']).default('up'),
    metric: z.enum(metrics).default('manual'),
    actual: z.number().nullable().default(null),
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
export const goalEndpoints = crudEndpoints(goal, '/events/:eventId/goals', { read: 'events.read', write: 'goals.edit' })
