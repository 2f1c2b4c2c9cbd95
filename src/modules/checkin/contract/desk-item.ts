import { z } from 'zod'
import { isoDate } from '../../../kernel/contract/dates.ts'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { type Lang, type Localized, localizedText, requiredText } from '../../../kernel/contract/localized.ts'
import { attendanceNames, categoryNames, ticketCategories, type TicketCategory } from '../../registration/contract/ticket.ts'

/** `supplies` lie at the desk, `kit` goes into the bag, `tote` is the bag. */
export const deskLists = ['supplies', 'kit', 'tote'] as const
export type DeskList = (typeof deskLists)[number]
export const listNames: Record<DeskList, Localized> = {
  supplies: { zh: '報到處物資', en: 'Desk supplies' },
  kit: { zh: '大會資料袋', en: 'Conference kit' },
  tote: { zh: '大會提袋', en: 'Tote bag' },
}

const itemCategories = [
  'paper',
  'badge',
  'device',
  'stationery',
  'sign',
  'safety',
  'cash',
  'sponsor',
  'gift',
  'bag',
  'print',
  'other',
] as const
export type ItemCategory = (typeof itemCategories)[number]
export const itemCategoryNames: Record<ItemCategory, Localized> = {
  paper: { zh: '文件表單', en: 'Papers' },
  badge: { zh: '名牌識別', en: 'Badges' },
  device: { zh: '設備電力', en: 'Equipment' },
  stationery: { zh: '文具', en: 'Stationery' },
  sign: { zh: '指引布置', en: 'Signs and set-up' },
  safety: { zh: '急救應變', en: 'First aid and safety' },
  cash: { zh: '現場收費', en: 'Payment' },
  sponsor: { zh: '贊助文宣', en: 'From sponsors' },
  gift: { zh: '紀念品', en: 'Gifts' },
  bag: { zh: '袋體', en: 'The bag' },
  print: { zh: '印製加工', en: 'Printing' },
  other: { zh: '其他', en: 'Other' },
}

/** What a number is for: once for the event, or for the people counted. A ticket category counts its people on site: bags are handed out there. */
export const bases = ['fixed', 'all', 'onsite', 'online', ...ticketCategories] as const
export type Basis = (typeof bases)[number]
const onsiteOf = (c: TicketCategory): Localized => ({
  zh: `${attendanceNames.onsite.zh}：${categoryNames[c].zh}`,
  en: `${attendanceNames.onsite.en}: ${categoryNames[c].en}`,
})
export const basisNames: Record<Basis, Localized> = {
  fixed: { zh: '固定數量', en: 'Fixed number' },
  all: { zh: '全部報名者', en: 'Everybody registered' },
  onsite: { zh: '實體參加者', en: 'All on site' },
  online: { zh: '線上參加者', en: 'All online' },
  ...(Object.fromEntries(ticketCategories.map((c) => [c, onsiteOf(c)])) as Record<TicketCategory, Localized>),
}

export const itemStates = ['todo', 'ordered', 'arrived', 'packed'] as const
export type ItemState = (typeof itemStates)[number]
export const itemStateNames: Record<ItemState, Localized> = {
  todo: { zh: '待辦', en: 'To do' },
  ordered: { zh: '已訂', en: 'Ordered' },
  arrived: { zh: '已到', en: 'Arrived' },
  packed: { zh: '已裝袋（箱）', en: 'Packed' },
}

const units: Record<string, string> = {
  個: 'pcs',
  支: 'pcs',
  條: 'pcs',
  張: 'sheets',
  份: 'copies',
  本: 'copies',
  冊: 'copies',
  台: 'units',
  組: 'sets',
  套: 'sets',
  式: 'job',
  盒: 'boxes',
  箱: 'cartons',
  包: 'packs',
  捲: 'rolls',
  瓶: 'bottles',
  面: 'pcs',
}
/** A unit in the reader's language; what is not known stays as it was written. */
export const unitText = (unit: string, lang: Lang): string => (lang === 'en' ? (units[unit.trim()] ?? unit) : unit)

/** `quantity` for every `perPeople` people (once where `basis` is `fixed`), plus `spare` percent. Nobody types what is needed. */
export const deskItem = entity({
  name: 'deskItem',
  scope: 'event',
  fields: {
    list: z.enum(deskLists),
    category: z.enum(itemCategories).default('other'),
    name: requiredText(120),
    specification: localizedText(300).prefault({}),
    basis: z.enum(bases).default('fixed'),
    quantity: z.number().int().min(0).max(100_000).default(1),
    perPeople: z.number().int().min(1).max(100_000).default(1),
    /** percent */
    spare: z.number().int().min(0).max(200).default(0),
    unit: z.string().trim().max(20).default(''),
    /** TWD, minor units; null = not known or without charge */
    unitCost: z.number().int().min(0).max(10_000_000).nullable().default(null),
    supplier: z.string().trim().max(120).default(''),
    responsible: z.string().trim().max(80).default(''),
    dueDate: isoDate().nullable().default(null),
    state: z.enum(itemStates).default('todo'),
    /** how many are there */
    ready: z.number().int().min(0).max(10_000_000).default(0),
    note: z.string().trim().max(500).default(''),
    position: z.number().int().min(0).max(100_000).default(0),
  },
  labels: {
    list: { zh: '清單', en: 'List' },
    category: { zh: '類別', en: 'Category' },
    name: { zh: '品項', en: 'Item' },
    specification: { zh: '規格', en: 'Specification' },
    basis: { zh: '數量依據', en: 'Counted by' },
    quantity: { zh: '數量', en: 'Quantity' },
    perPeople: { zh: '每幾人', en: 'Per people' },
    spare: { zh: '備量 %', en: 'Spare %' },
    unit: { zh: '單位', en: 'Unit' },
    unitCost: { zh: '單價', en: 'Unit cost' },
    supplier: { zh: '廠商', en: 'Supplier' },
    responsible: { zh: '負責人', en: 'Responsible' },
    dueDate: { zh: '期限', en: 'Due' },
    state: { zh: '狀態', en: 'State' },
    ready: { zh: '已備', en: 'Ready' },
    note: { zh: '備註', en: 'Note' },
    position: { zh: '順序', en: 'Order' },
  },
  searchable: ['name', 'specification', 'supplier', 'responsible', 'note'],
  sortable: ['position', 'dueDate', 'state'],
})
export type DeskItem = Row<typeof deskItem>
export const deskItemEndpoints = crudEndpoints(deskItem, '/events/:eventId/desk-items', { read: 'desk.read', write: 'desk.edit' })

/** Confirmed people; `category` counts those on site. Who cancelled is in none. */
export const heads = z.object({
  all: z.number().int(),
  onsite: z.number().int(),
  online: z.number().int(),
  category: z.record(z.enum(ticketCategories), z.number().int()),
})
export type Heads = z.output<typeof heads>
type Rule = Pick<DeskItem, 'basis' | 'quantity' | 'perPeople' | 'spare'>

/** The people a rule counts; null where it counts none (`fixed`). */
export function peopleOf(basis: Basis, h: Heads): number | null {
  if (basis === 'fixed') return null
  return basis === 'all' || basis === 'onsite' || basis === 'online' ? h[basis] : h.category[basis]
}
/** How many are needed, rounded up once, at the end; all steps are whole numbers, so that 100 and 10 % are 110 and never 111. */
export function neededOf(rule: Rule, h: Heads): number {
  const people = peopleOf(rule.basis, h)
  const [times, per] = people === null ? [1, 1] : [people, rule.perPeople]
  return Math.ceil((rule.quantity * times * (100 + rule.spare)) / (per * 100))
}

export type ItemNeed = { people: number | null; needed: number; shortage: number; amount: number | null }
/** What follows from a rule and the people: needed, still missing, and its price in minor units (null without a unit cost). */
export function needOf(item: Rule & Pick<DeskItem, 'ready' | 'unitCost'>, h: Heads): ItemNeed {
  const needed = neededOf(item, h)
  return {
    people: peopleOf(item.basis, h),
    needed,
    shortage: Math.max(0, needed - item.ready),
    amount: item.unitCost === null ? null : needed * item.unitCost,
  }
}
/** Whether something should be there by `today` and is not. */
export const isLate = (i: Pick<DeskItem, 'dueDate' | 'state'> & { shortage: number }, today: string): boolean =>
  i.dueDate !== null && i.dueDate < today && (i.state === 'todo' || i.state === 'ordered') && i.shortage > 0
