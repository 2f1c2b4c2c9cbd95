import { dDay } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { amountInWords, formatMoney, formatNumber } from '../../../kernel/contract/money.ts'
import { bullets, col, docModel, facts, h1, h2, p, section, signature, table } from '../../documents/contract/build.ts'
import type { Block } from '../../documents/contract/model.ts'
import { paperDate, paperDates, writtenChapter } from '../../documents/contract/paper.ts'
import { defineDeliverable } from '../../documents/server/index.ts'
import { groupNames } from '../../identity/contract/roles.ts'
import type { Contact } from '../contract/contact.ts'
import { type Event, formatNames, kindNames, phaseNames } from '../contract/event.ts'
import { events } from './event.ts'
import { clientOf } from './client.ts'
import { goalStates } from './overview.ts'
import { cover, goalTable, paragraphs, sayIn } from './paper.ts'

function phaseTable(e: Event, lang: Lang): Block[] {
  const say = sayIn(lang)
  if (!e.phases.length) return []
  return [
    h1(say('時程與查核點', 'Schedule and checkpoints')),
    table({
      caption: say('各階段期程', 'Phases'),
      columns: [
        col('phase', say('階段', 'Phase'), { width: 7 }),
        col('from', say('開始', 'From')),
        col('to', say('查核點（完成日）', 'Checkpoint')),
        col('d', say('D 日', 'D-day'), { width: 9 }),
        col('done', say('完成', 'Done')),
      ],
      rows: e.phases.map((ph) => ({
        phase: pick(phaseNames[ph.key], lang),
        from: paperDate(ph.start, lang, 'slash'),
        to: paperDate(ph.end, lang, 'slash'),
        d: `${dDay(ph.start, e.startDate)} – ${dDay(ph.end, e.startDate)}`,
        done: ph.doneOn ? { value: paperDate(ph.doneOn, lang, 'slash'), tone: 'good' } : '',
      })),
      notes: [say(`D 日為活動首日 ${paperDate(e.startDate, lang, 'slash')}。`, `D-day is the first day, ${paperDate(e.startDate, lang)}.`)],
    }),
  ]
}

function organisation(e: Event, contacts: Contact[], lang: Lang): Block[] {
  const say = sayIn(lang)
  if (!contacts.length) return []
  const of = (g: string) => contacts.filter((c) => c.group === g)
  const groups = [...new Set([...e.groups, ...contacts.flatMap((c) => (c.group ? [c.group] : []))])].filter((g) => of(g).length > 0)
  const emergency = contacts.filter((c) => c.emergency)
  return [
    h1(say('組織與分工', 'Organisation')),
    ...(groups.length
      ? [
          h2(say('工作分組', 'Groups')),
          table({
            caption: say('分組與人員', 'Groups and people'),
            columns: [
              col('group', say('組別', 'Group'), { width: 8 }),
              col.int('n', say('人數', 'People'), { width: 4 }),
              col('who', say('人員', 'Members'), { width: 14 }),
              col('duty', say('負責事項', 'Duties'), { width: 20 }),
            ],
            rows: groups.map((g) => ({
              group: pick(groupNames[g], lang),
              n: of(g).length,
              who: of(g)
                .map((c) => c.name)
                .join(say('、', ', ')),
              duty: [
                ...new Set(
                  of(g)
                    .map((c) => c.duty)
                    .filter(Boolean),
                ),
              ]
                .slice(0, 3)
                .join(say('；', '; ')),
            })),
          }),
        ]
      : []),
    ...(contacts.length
      ? [
          h2(say('通訊錄', 'Contact list')),
          table({
            caption: say('專案通訊錄', 'Contacts'),
            columns: [
              col('name', say('姓名', 'Name'), { width: 7 }),
              col('company', say('單位', 'Organisation'), { width: 11 }),
              col('role', say('職務', 'Role'), { width: 7 }),
              col('phone', say('電話', 'Phone'), { width: 8 }),
              col('email', say('電子郵件', 'E-mail'), { width: 17 }),
            ],
            rows: contacts.map((c) => ({ name: c.name, company: c.company, role: c.role, phone: c.phone, email: c.email })),
            ...(emergency.length
              ? {
                  notes: [
                    say(
                      `緊急聯絡人：${emergency.map((c) => `${c.name} ${c.phone}`.trim()).join('、')}。`,
                      `In an emergency: ${emergency.map((c) => `${c.name} ${c.phone}`.trim()).join(', ')}.`,
                    ),
                  ],
                }
              : {}),
          }),
        ]
      : []),
  ]
}

function budget(e: Event, lang: Lang): Block[] {
  const say = sayIn(lang)
  const { budgetMin: lo, budgetMax: hi } = e.brief
  if (lo === null && hi === null) return []
  const range =
    lo !== null && hi !== null && lo !== hi
      ? `${formatMoney(lo, 'TWD', lang)} ${say('至', 'to')} ${formatMoney(hi, 'TWD', lang)}`
      : formatMoney((hi ?? lo)!, 'TWD', lang)
  const top = hi ?? lo!
  return [
    h1(say('經費範圍', 'Budget')),
    p(
      say(
        `本案經費範圍為 ${range}（含稅）${hi === null ? '起' : `，上限為新臺幣${amountInWords(top)}`}。`,
        `The budget is ${range}, tax included${hi === null ? ', at least' : ''}.`,
      ),
      { align: 'justify' },
    ),
  ]
}

/** 活動（管理）計畫書: what, why, for whom, by when, by whom, within what; live records with the written chapters between them. */
export const eventPlan = defineDeliverable({
  key: 'event-plan',
  action: 'events.read',
  sections: [
    {
      key: 'background',
      title: { zh: '專案緣起與目的', en: 'Background and purpose' },
      guide: {
        zh: '為什麼辦、要解決什麼、委辦單位期待什麼。沒寫時以活動需求中的背景與目的代替。',
        en: 'Why the event is held and what it shall change. Without it the brief’s background and purpose are printed.',
      },
    },
    {
      key: 'analysis',
      title: { zh: '需求理解與對象分析', en: 'Needs and audience' },
      guide: {
        zh: '委辦單位的需求、主要對象與他們在意的事，以及據此所做的調整。',
        en: 'What the client needs, who comes, what they care about, and what follows from it.',
      },
    },
    {
      key: 'concept',
      title: { zh: '整體規劃與活動亮點', en: 'Concept and highlights' },
      guide: {
        zh: '主題、空間與動線、亮點、主視覺；三到五個具體亮點勝過形容詞。',
        en: 'Theme, space and flow, look, three to five concrete highlights.',
      },
    },
    {
      key: 'service',
      title: { zh: '報名與現場服務', en: 'Registration and on-site service' },
      guide: {
        zh: '報名方式、報到動線、口譯與無障礙、貴賓與媒體接待。',
        en: 'Registration, check-in, interpreting, access, guests and press.',
      },
    },
    {
      key: 'risk',
      title: { zh: '風險管理與永續作法', en: 'Risk and sustainability' },
      guide: {
        zh: '主要風險、啟動條件與因應；減廢、餐飲與交通的作法。',
        en: 'Main risks with trigger and answer; waste, food and travel.',
      },
    },
    {
      key: 'benefits',
      title: { zh: '預期效益', en: 'Expected benefits' },
      guide: {
        zh: '量化效益以目標表為準；這裡寫質化效益與後續追蹤。',
        en: 'Figures stand in the goals; write what lasts and how it will be followed up.',
      },
    },
  ],
  async build(ctx, input) {
    const { lang, written } = input
    const say = sayIn(lang)
    const e = await events.get(ctx, ctx.eventId!)
    const contacts = (await ctx.tx
      .selectFrom('eventContact')
      .selectAll()
      .where('eventId', '=', ctx.eventId!)
      .orderBy('position')
      .orderBy('id')
      .execute()) as Contact[]
    const goals = await goalStates(ctx, input.services)
    const client = await clientOf(ctx, e, lang)
    const b = e.brief
    const expected = [
      b.expectedOnsite !== null && say(`實體 ${formatNumber(b.expectedOnsite)} 人`, `${formatNumber(b.expectedOnsite)} on site`),
      b.expectedOnline !== null && say(`線上 ${formatNumber(b.expectedOnline)} 人`, `${formatNumber(b.expectedOnline)} online`),
    ]
      .filter(Boolean)
      .join(say('、', ', '))
    const background = written('background')
    const title = say('活動計畫書', 'Event plan')
    const basics: [string, string][] = [
      [say('活動名稱', 'Event'), pick(e.name, lang)],
      [say('主軸', 'Theme'), pick(e.tagline, lang)],
      [
        say('類型', 'Kind'),
        say(
          `${kindNames[e.kind].zh}（${formatNames[e.format].zh}）`,
          `${kindNames[e.kind].en} (${formatNames[e.format].en.toLowerCase()})`,
        ),
      ],
      [say('日期', 'Dates'), paperDates(e.startDate, e.endDate, lang)],
      [say('地點', 'Venue'), [pick(e.venueName, lang), pick(e.venueAddress, lang)].filter(Boolean).join(say('，', ', '))],
      [say('委辦單位', 'Client'), client],
      [say('執行單位', 'Organised by'), input.letterhead.name],
      [say('預估人數', 'Expected'), expected],
    ]
    const scopeParts: [string, string][] = [
      [say('對象', 'Audience'), b.audience],
      [say('工作範圍', 'Scope'), b.scope],
    ]
    const constraints = b.constraints
      .split(/\n+/)
      .map((x) => x.trim())
      .filter(Boolean)
    const transport = e.site.transport.filter((x) => pick(x.text, lang))
    return docModel(
      {
        kind: 'report',
        lang,
        title,
        letterhead: input.letterhead,
        cover: cover(e, client, input, title),
        runningHead: { left: pick(e.name, lang), right: title },
        toc: true,
        numbered: true,
      },
      [
        section(
          'basics',
          'live',
          facts(
            basics.filter(([, v]) => v),
            { title: say('活動基本資料', 'The event at a glance') },
          ),
        ),
        background.length
          ? writtenChapter('background', say('專案緣起與目的', 'Background and purpose'), background)
          : (b.background || b.purpose) !== '' &&
            section(
              'brief',
              'live',
              h1(say('專案緣起與目的', 'Background and purpose')),
              ...(b.background ? [h2(say('緣起', 'Background')), ...paragraphs(b.background)] : []),
              ...(b.purpose ? [h2(say('目的', 'Purpose')), ...paragraphs(b.purpose)] : []),
            ),
        goals.length > 0 && section('goals', 'live', h1(say('專案目標', 'Goals')), goalTable(goals, lang, false)),
        writtenChapter('analysis', say('需求理解與對象分析', 'Needs and audience'), written('analysis')),
        (scopeParts.some(([, v]) => v) || constraints.length > 0) &&
          section(
            'scope',
            'live',
            h1(say('範圍與限制', 'Scope and limits')),
            ...scopeParts.flatMap(([t, v]) => (v ? [h2(t), ...paragraphs(v)] : [])),
            ...(constraints.length ? [h2(say('限制條件', 'Constraints')), bullets(constraints)] : []),
          ),
        writtenChapter('concept', say('整體規劃與活動亮點', 'Concept and highlights'), written('concept')),
        section('schedule', 'live', ...phaseTable(e, lang)),
        section('organisation', 'live', ...organisation(e, contacts, lang)),
        writtenChapter('service', say('報名與現場服務', 'Registration and on-site service'), written('service')),
        transport.length > 0 &&
          section(
            'venue',
            'live',
            h1(say('場地與交通', 'Venue and transport')),
            table({
              caption: say('交通方式', 'How to get there'),
              columns: [col('how', say('方式', 'By'), { width: 8 }), col('text', say('說明', 'Directions'), { width: 30 })],
              rows: transport.map((x) => ({ how: pick(x.title, lang), text: pick(x.text, lang) })),
            }),
          ),
        section('budget', 'live', ...budget(e, lang)),
        writtenChapter('risk', say('風險管理與永續作法', 'Risk and sustainability'), written('risk')),
        writtenChapter('benefits', say('預期效益', 'Expected benefits'), written('benefits')),
        section(
          'sign',
          'live',
          h1(say('核章', 'Approval')),
          signature(
            lang === 'en'
              ? ['Prepared by', 'Event director', 'Management', 'Client']
              : ['承辦人', '活動主管', '執行單位負責人', '委辦單位'],
          ),
        ),
      ],
    )
  },
})

/** 專案整體目標: each goal with target, direction, way of counting and today's value. */
export const goalsDocument = defineDeliverable({
  key: 'goals',
  action: 'events.read',
  sections: [
    {
      key: 'approach',
      title: { zh: '目標設定說明', en: 'How the goals were set' },
      guide: {
        zh: '目標怎麼訂、依據什麼、誰負責、什麼時候檢視。',
        en: 'How the goals were set, on what basis, who owns them, when they are reviewed.',
      },
    },
  ],
  async build(ctx, input) {
    const { lang } = input
    const say = sayIn(lang)
    const e = await events.get(ctx, ctx.eventId!)
    const goals = await goalStates(ctx, input.services)
    const known = goals.filter((g) => g.met !== null)
    const met = known.filter((g) => g.met)
    const title = say('專案整體目標', 'Project goals')
    const stand = !goals.length
      ? say('本案尚未訂定目標。', 'No goals have been set yet.')
      : say(
          `本案訂有 ${goals.length} 項目標；截至 ${paperDate(input.today, lang)}，${known.length} 項已有數據，其中 ${met.length} 項達到目標值。`,
          `The project has ${goals.length} goal${goals.length === 1 ? '' : 's'}; on ${paperDate(input.today, lang)} ${known.length} ${known.length === 1 ? 'has a figure' : 'have figures'}, ${met.length} at target.`,
        )
    return docModel(
      {
        kind: 'report',
        lang,
        title,
        subtitle: pick(e.name, lang),
        letterhead: input.letterhead,
        headFacts: [
          [say('活動期間', 'Dates'), paperDates(e.startDate, e.endDate, lang, 'slash')],
          [say('執行單位', 'Organised by'), input.letterhead.name],
          [say('製表日期', 'Printed'), paperDate(input.today, lang, 'slash')],
        ],
        runningHead: { left: pick(e.name, lang), right: title },
        numbered: true,
      },
      [
        section(
          'goals',
          'live',
          h1(say('目標與現況', 'Goals')),
          p(stand, { align: 'justify' }),
          ...(goals.length ? [goalTable(goals, lang, true)] : []),
        ),
        writtenChapter('approach', say('目標設定說明', 'How the goals were set'), input.written('approach')),
        section(
          'sign',
          'live',
          signature(lang === 'en' ? ['Prepared by', 'Event director', 'Client'] : ['承辦人', '活動主管', '委辦單位']),
        ),
      ],
    )
  },
})
export const deliverables = [eventPlan, goalsDocument]
