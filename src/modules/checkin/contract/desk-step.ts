import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { type Localized, localizedText, requiredText } from '../../../kernel/contract/localized.ts'

/** Who is received; `check` is what is tested at the desk before the doors open. */
export const flows = ['preregistered', 'walkin', 'vip', 'mismatch', 'online', 'check'] as const
export type Flow = (typeof flows)[number]
export const flowNames: Record<Flow, Localized> = {
  preregistered: { zh: '已完成報名', en: 'Registered in advance' },
  walkin: { zh: '現場報名', en: 'Walk-in' },
  vip: { zh: '貴賓與講者', en: 'Guests of honour and speakers' },
  mismatch: { zh: '未繳費或資料不符', en: 'Unpaid, or data that differ' },
  online: { zh: '線上登入', en: 'Online log-in' },
  check: { zh: '開桌檢查', en: 'Desk check before opening' },
}

export const deskStep = entity({
  name: 'deskStep',
  scope: 'event',
  fields: {
    flow: z.enum(flows),
    station: localizedText(80).prefault({}),
    title: requiredText(200),
    say: localizedText(400).prefault({}),
    responsible: z.string().trim().max(80).default(''),
    /** for one person */
    seconds: z.number().int().min(0).max(3600).default(0),
    position: z.number().int().min(0).max(100_000).default(0),
  },
  labels: {
    flow: { zh: '對象', en: 'Who comes' },
    station: { zh: '站點', en: 'Station' },
    title: { zh: '怎麼做', en: 'What is done' },
    say: { zh: '怎麼說、何時回報', en: 'What to say, when to escalate' },
    responsible: { zh: '負責人', en: 'Responsible' },
    seconds: { zh: '每人秒數', en: 'Seconds a person' },
    position: { zh: '順序', en: 'Order' },
  },
  searchable: ['title', 'station', 'say', 'responsible'],
  sortable: ['position'],
})
export type DeskStep = Row<typeof deskStep>
export const deskStepEndpoints = crudEndpoints(deskStep, '/events/:eventId/desk-steps', { read: 'desk.read', write: 'desk.edit' })
