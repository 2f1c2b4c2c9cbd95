import type { Localized } from '../../../kernel/contract/localized.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { col, docModel, note, table } from '../../documents/contract/build.ts'
import type { Row } from '../../documents/contract/model.ts'
import { paperDate, paperDates } from '../../documents/contract/paper.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { basisNames, type DeskList, isLate, itemCategoryNames, itemStateNames, listNames, unitText } from '../contract/desk-item.ts'
import type { PreparedItem } from '../contract/desk.ts'
import { readDesk } from './desk.ts'

export const eventOf = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('event')
    .select(['name', 'startDate', 'endDate', 'venueName'])
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()

// The sheet reckons as the screen does: whoever changes the people sees what is needed then.
const fixedNeed = 'ROUNDUP({quantity}*(100+{spare})/100,0)'
const peopleNeed = 'ROUNDUP({people}*{quantity}*(100+{spare})/({per}*100),0)'

function rowOf(i: PreparedItem, n: number, input: BuildInput): Row {
  const { lang } = input
  const say = (text: Localized) => pick(text, lang)
  const fixed = i.people === null
  return {
    n,
    name: say(i.name),
    spec: say(i.specification),
    basis: say(basisNames[i.basis]),
    people: i.people,
    quantity: i.quantity,
    per: fixed ? null : i.perPeople,
    spare: i.spare,
    needed: { value: i.needed, formula: fixed ? fixedNeed : peopleNeed, bold: true },
    ready: i.ready,
    shortage: { value: i.shortage, formula: 'MAX(0,{needed}-{ready})', ...(i.shortage ? { tone: 'warn' as const, bold: true } : {}) },
    unit: unitText(i.unit, lang),
    cost: i.unitCost,
    amount: i.amount === null ? null : { value: i.amount, formula: '{needed}*{cost}' },
    supplier: i.supplier,
    responsible: i.responsible,
    due: lang === 'en' ? i.dueDate : paperDate(i.dueDate, lang, 'slash'),
    state: isLate(i, input.today)
      ? { value: `${say(itemStateNames[i.state])}${lang === 'en' ? ', late' : '，逾期'}`, tone: 'warn' }
      : { value: say(itemStateNames[i.state]), tone: i.shortage === 0 ? 'good' : 'muted' },
    note: i.note,
    signed: '',
  }
}

const listSheet = (key: 'checkin-supplies' | 'conference-kit' | 'tote-bag', list: DeskList) =>
  defineDeliverable({
    key,
    action: 'desk.read',
    async build(ctx, input) {
      const { lang } = input
      const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
      const event = await eventOf(ctx)
      const { heads, items: all } = await readDesk(ctx)
      const items = all.filter((i) => i.list === list)
      const priced = items.some((i) => i.amount !== null)
      const unpriced = items.filter((i) => i.amount === null).length
      let n = 0
      const groups = [...Map.groupBy(items, (i) => i.category)].map(([category, of]) => ({
        label: pick(itemCategoryNames[category], lang),
        rows: of.map((i) => rowOf(i, ++n, input)),
      }))
      return docModel(
        {
          kind: 'table',
          lang,
          title: list === 'supplies' ? say('報到處物資清單', 'Registration desk supplies') : pick(listNames[list], lang),
          subtitle: pick(event.name, lang),
          letterhead: input.letterhead,
          page: { orientation: 'landscape', density: 'compact' },
          printedAt: paperDate(input.today, lang, 'slash'),
          headFacts: [
            [say('活動期間', 'Dates'), paperDates(event.startDate, event.endDate, lang, 'slash')],
            [say('實體／線上（人）', 'On site / online'), `${heads.onsite}${say('／', ' / ')}${heads.online}`],
            [say('品項', 'Items'), String(items.length)],
            [say('未備齊', 'Short'), String(items.filter((i) => i.shortage > 0).length)],
          ],
        },
        [
          table({
            sheet: pick(listNames[list], lang),
            columns: [
              col.int('n', say('序號', 'No.'), { sum: false }),
              col('name', say('品項', 'Item')),
              col('spec', say('規格', 'Specification')),
              col('basis', say('數量依據', 'Counted by')),
              col.int('people', say('人數', 'People'), { sum: false }),
              col.int('quantity', say('數量', 'Quantity'), { sum: false }),
              col.int('per', say('每幾人', 'Per people'), { sum: false }),
              col.int('spare', say('備量 %', 'Spare %'), { sum: false }),
              col.int('needed', say('應備', 'Needed'), { sum: false }),
              col.int('ready', say('已備', 'Ready'), { sum: false }),
              col.int('shortage', say('尚缺', 'Short'), { sum: false }),
              col('unit', say('單位', 'Unit'), { align: 'center' }),
              ...(priced ? [col.money('cost', say('單價', 'Unit cost'), { sum: false }), col.money('amount', say('小計', 'Amount'))] : []),
              ...(items.some((i) => i.supplier) ? [col('supplier', say('廠商', 'Supplier'))] : []),
              col('responsible', say('負責人', 'Responsible')),
              col('due', say('期限', 'Due'), { align: 'center' }),
              col('state', say('狀態', 'State')),
              ...(items.some((i) => i.note) ? [col('note', say('備註', 'Note'))] : []),
              col('signed', say('點收簽名', 'Received by'), { width: 8 }),
            ],
            lines: 'grid',
            ...(groups.length ? { groups } : { rows: [] }),
            ...(priced ? { total: true as const, totalLabel: say('合計', 'Total') } : {}),
          }),
          note(
            [
              say(
                '應備＝人數 × 數量 ÷ 每幾人 ×（1＋備量），無條件進位；人數為製表當時已確認的報名，已取消者不計。票種類別只計實體參加者。',
                'Needed = people × quantity ÷ per people × (1 + spare), rounded up; people are the places confirmed when this was printed, without those cancelled. A ticket category counts its people on site.',
              ),
              priced && unpriced
                ? say(
                    `其中 ${unpriced} 項未填單價，不在合計內。`,
                    ` ${unpriced} ${unpriced === 1 ? 'item has' : 'items have'} no unit cost and ${unpriced === 1 ? 'is' : 'are'} not in the total.`,
                  )
                : '',
            ].join(''),
          ),
        ],
      )
    },
  })

/** 報到處物資清單、大會資料袋、大會提袋: the screen's three lists, with the numbers of the moment and formulas that go on reckoning. */
export const prepareDeliverables = [
  listSheet('checkin-supplies', 'supplies'),
  listSheet('conference-kit', 'kit'),
  listSheet('tote-bag', 'tote'),
]
