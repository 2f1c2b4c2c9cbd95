import { addDays, daysBetween, formatDate, rocDate } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { col, docModel, h2, pageBreak, table } from '../../documents/contract/build.ts'
import { paperDates } from '../../documents/contract/paper.ts'
import type { DocModel } from '../../documents/contract/model.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'

export type SheetOptions = { day?: string | undefined; order: 'code' | 'name'; blank: number; boxes: 'in' | 'both' }
const usual: SheetOptions = { order: 'code', blank: 10, boxes: 'both' }
const MANY_DAYS = 31

// 姓氏筆畫: the order of Taiwanese rosters; names in other scripts come first, by alphabet.
const strokes = new Intl.Collator('zh-Hant-TW-u-co-stroke')

const dayName = (day: string, lang: Lang) => (lang === 'en' || day < '1912' ? formatDate(day, lang) : rocDate(day, 'long'))

/** The paper sign-in sheet: a table for each day, rows high enough to write in, empty ones at the end for walk-ins. */
export async function signInModel(ctx: Ctx, input: BuildInput, o: SheetOptions = usual): Promise<DocModel> {
  const { lang } = input
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const event = await ctx.tx
    .selectFrom('event')
    .select(['name', 'zone', 'startDate', 'endDate', 'venueName'])
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  if (o.day && (o.day < event.startDate || o.day > event.endDate))
    throw new AppError('request.invalid', {}, [{ path: 'day', code: 'invalid', message: o.day }])
  const people = await ctx.tx
    .selectFrom('registration')
    .innerJoin('ticketType as t', (j) =>
      j.onRef('t.organisationId', '=', 'registration.organisationId').onRef('t.id', '=', 'registration.ticketTypeId'),
    )
    .select(['code', 'registration.name', 'registration.organisation', 'registration.title', 't.name as ticket'])
    .where('registration.organisationId', '=', ctx.orgId)
    .where('registration.eventId', '=', ctx.eventId!)
    .where('registration.status', '=', 'confirmed')
    .where('registration.attendance', '=', 'onsite')
    .orderBy('registration.number')
    .execute()
  if (o.order === 'name') people.sort((a, b) => strokes.compare(a.name, b.name))
  const span = Math.min(MANY_DAYS, daysBetween(event.startDate, event.endDate) + 1)
  const days = o.day ? [o.day] : Array.from({ length: span }, (_, i) => addDays(event.startDate, i))
  const printed = instantToZoned(ctx.now, event.zone)
  const columns = [
    col.int('n', say('序', 'No.'), { sum: false, width: 3, align: 'center' }),
    col('code', say('編號', 'Code'), { width: 5 }),
    col('name', say('姓名', 'Name'), { width: 8 }),
    col('organisation', say('單位', 'Organisation'), { width: 10 }),
    col('title', say('職稱', 'Job title'), { width: 7 }),
    col('ticket', say('票種', 'Ticket'), { width: 6 }),
    col('in', say('簽到', 'Sign in'), { width: 9 }),
    ...(o.boxes === 'both' ? [col('out', say('簽退', 'Sign out'), { width: 9 })] : []),
  ]
  const rows = people.map((r, i) => ({
    n: i + 1,
    code: r.code,
    name: { value: r.name, bold: true },
    organisation: r.organisation,
    title: r.title,
    ticket: pick(r.ticket, lang),
    in: '',
    out: '',
  }))
  const empty = Array.from({ length: o.blank }, (_, i) => ({
    n: people.length + i + 1,
    ...Object.fromEntries(['code', 'name', 'organisation', 'title', 'ticket', 'in', 'out'].map((k) => [k, ''])),
  }))
  const venue = pick(event.venueName, lang)
  return docModel(
    {
      kind: 'form',
      lang,
      title: say('簽到表', 'Sign-in sheet'),
      subtitle: pick(event.name, lang),
      page: { orientation: 'portrait', margin: 14 },
      letterhead: input.letterhead,
      headFacts: [
        [say('日期', 'Date'), paperDates(days[0]!, days.at(-1)!, lang)],
        [say('地點', 'Venue'), venue || '—'],
        [say('應到人數', 'Expected'), String(people.length)],
      ],
      runningHead: { left: pick(event.name, lang), right: [say('簽到表', 'Sign-in sheet'), venue].filter(Boolean).join('・') },
      footLeft:
        o.order === 'name'
          ? say('依姓氏筆畫排列；空白列供現場報名', 'By name; empty rows are for walk-ins')
          : say('依報名編號排列；空白列供現場報名', 'By code; empty rows are for walk-ins'),
      printedAt: `${lang === 'en' ? formatDate(printed.date, 'en') : rocDate(printed.date, 'slash')} ${printed.time.slice(0, 5)}`,
    },
    days.flatMap((day, i) => [
      ...(i > 0 ? [pageBreak()] : []),
      h2(dayName(day, lang), { numbered: false }),
      table({ columns, rows: [...rows, ...empty], lines: 'grid' as const, rowHeight: 11 }),
    ]),
  )
}

/** 簽到表: all days of the event; one day, another order or more empty rows come from the screen of certificates. */
export const signInSheet = defineDeliverable({
  key: 'sign-in-sheet',
  action: 'checkin.read',
  build: (ctx, input) => signInModel(ctx, input),
})
