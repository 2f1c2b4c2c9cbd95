import { addDays, zonedToInstant } from '../../../kernel/contract/dates.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'

export type DemoTicketKey = 'early' | 'regular' | 'member' | 'student' | 'online' | 'guest' | 'crew'
export type DemoTicketType = {
  key: DemoTicketKey
  name: Localized
  description: Localized
  /** Whole NT$, tax included. */
  price: number
  currency: 'TWD'
  quota: number
  attendance: 'onsite' | 'online'
  /** UTC instants; sales close at `salesTo`. */
  salesFrom: string
  salesTo: string
  /** Offered on the public form; the others are issued by the office. */
  public: boolean
  order: number
}

export type TicketWindow = { opens: string; earlyEnds: string; closes: string }
const midnight = (date: string) => zonedToInstant(date, '00:00', 'Asia/Taipei').toISOString()

/**
 * Seats on site (crew apart) add up to less than the hall. Sales open on `opens`; the early-bird's last day is `earlyEnds`,
 * the last day of all others `closes` (local dates).
 */
export function ticketTypes(w: TicketWindow, scale = 1): DemoTicketType[] {
  const open = midnight(w.opens)
  const turn = midnight(addDays(w.earlyEnds, 1))
  const close = midnight(addDays(w.closes, 1))
  const q = (n: number) => Math.round(n * scale)
  const type = (
    key: DemoTicketKey,
    zh: string,
    en: string,
    descriptionZh: string,
    descriptionEn: string,
    price: number,
    quota: number,
    rest: Partial<DemoTicketType> = {},
  ): Omit<DemoTicketType, 'order'> => ({
    key,
    name: { zh, en },
    description: { zh: descriptionZh, en: descriptionEn },
    price,
    currency: 'TWD',
    quota: q(quota),
    attendance: 'onsite',
    salesFrom: open,
    salesTo: close,
    public: true,
    ...rest,
  })
  return [
    type('early', '早鳥票', 'Early bird', '兩日議程、午餐與茶敘；限量。', 'Both days with lunches and tea; limited.', 2800, 100, {
      salesTo: turn,
    }),
    type('regular', '一般票', 'Regular', '兩日議程、午餐與茶敘。', 'Both days with lunches and tea.', 3600, 70, { salesFrom: turn }),
    type(
      'member',
      '會員票',
      'Member',
      '協辦學會與協會會員，報到時查驗會員證。',
      'Members of the co-hosting societies; card shown at check-in.',
      2400,
      60,
    ),
    type('student', '學生票', 'Student', '在學學生，報到時查驗學生證。', 'Students; card shown at check-in.', 900, 40),
    type(
      'online',
      '線上票',
      'Online',
      '大廳直播與線上廳，含三十日重播。',
      'Streams and the Online Room with thirty days of replay.',
      600,
      300,
      { attendance: 'online' },
    ),
    type('guest', '講者與貴賓', 'Speaker or guest', '由秘書組邀請。', 'By invitation of the secretariat.', 0, 80, { public: false }),
    type('crew', '工作人員', 'Crew', '工作團隊與志工。', 'Team and volunteers.', 0, 40, { public: false }),
  ].map((t, i) => ({ ...t, order: i + 1 }))
}
