import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { narrativeToBlocks } from '../../documents/contract/narrative.ts'
import { events, goalStates, updateEvent } from '../../events/server/index.ts'
import type { ClosingCheck, ClosingState } from '../contract/closing.ts'
import { sections } from './report.ts'

const check = (
  group: ClosingCheck['group'],
  key: string,
  done: boolean,
  path: string,
  title: [string, string],
  detail: [string, string] = ['', ''],
): ClosingCheck => ({ key, group, done, path, title: { zh: title[0], en: title[1] }, detail: { zh: detail[0], en: detail[1] } })

/** What is there and what is missing, from the records alone; nobody ticks anything by hand. */
export async function readClosing(ctx: Ctx, services: Services): Promise<ClosingState> {
  const event = await events.get(ctx, ctx.eventId!)
  const over = instantToZoned(ctx.now, event.zone).date > event.endDate
  const goals = await goalStates(ctx, services)
  const open = goals.filter((g) => g.current === null)
  const rows = await ctx.tx
    .selectFrom('narrative')
    .select(['section', 'content'])
    .where('eventId', '=', ctx.eventId!)
    .where('deliverable', '=', 'closing-report')
    .execute()
  const written = new Set(rows.filter((r) => narrativeToBlocks(r.content).length > 0).map((r) => r.section))
  const last = await ctx.tx
    .selectFrom('documentIssue')
    .select(['number', 'issuedBy', 'issuedAt'])
    .where('eventId', '=', ctx.eventId!)
    .where('deliverable', '=', 'closing-report')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const counts = await ctx.tx
    .selectNoFrom((eb) => [
      eb
        .selectFrom('registration')
        .select((q) => q.fn.countAll<number>().as('n'))
        .where('eventId', '=', ctx.eventId!)
        .where('status', '=', 'confirmed')
        .as('registered'),
      eb
        .selectFrom('checkin')
        .select((q) => q.fn.count<number>('registrationId').distinct().as('n'))
        .where('eventId', '=', ctx.eventId!)
        .where('undoneAt', 'is', null)
        .as('arrived'),
      eb
        .selectFrom('file')
        .select((q) => q.fn.countAll<number>().as('n'))
        .where('eventId', '=', ctx.eventId!)
        .where('mime', 'like', 'image/%')
        .where((q) => q.or([q('entity', '=', 'event'), q('entity', 'is', null)]))
        .as('photos'),
    ])
    .executeTakeFirstOrThrow()
  const [registered, arrived, photos] = [Number(counts.registered), Number(counts.arrived), Number(counts.photos)]
  const doc = '/documents/closing-report'
  const checks = [
    check(
      'data',
      'over',
      over,
      '',
      ['活動已結束', 'The event is over'],
      [`${event.startDate.replaceAll('-', '/')}–${event.endDate.replaceAll('-', '/')}`, `${event.startDate} – ${event.endDate}`],
    ),
    check(
      'data',
      'goals',
      goals.length > 0 && open.length === 0,
      '/goals',
      ['目標都有實際值', 'Every goal has its actual value'],
      goals.length === 0
        ? ['還沒有訂目標，報告將略過「目標達成對照」', 'No goals are set; the report leaves that chapter out']
        : open.length
          ? [
              `${open.length} 項還沒有：${open.map((g) => g.title.zh || g.title.en).join('、')}`,
              `${open.length} without: ${open.map((g) => g.title.en || g.title.zh).join(', ')}`,
            ]
          : [`${goals.length} 項`, `${goals.length}`],
    ),
    check(
      'data',
      'arrivals',
      arrived > 0,
      '/checkin',
      ['有報到紀錄', 'Check-ins are on record'],
      [`報名 ${registered} 人，報到 ${arrived} 人`, `${registered} registered, ${arrived} checked in`],
    ),
    check(
      'data',
      'photos',
      photos > 0,
      '/files',
      ['附上活動照片', 'Photographs are attached'],
      photos
        ? [`${photos} 張，報告取前 8 張`, `${photos}; the report shows the first 8`]
        : ['把照片放進活動檔案，報告會排成照片頁', 'Put pictures into the event’s files and the report lays them out'],
    ),
    ...sections.map((s) =>
      check(
        'written',
        s.key,
        written.has(s.key),
        `${doc}?section=${s.key}`,
        [s.title.zh, s.title.en],
        written.has(s.key) ? ['已寫', 'Written'] : [s.guide.zh, s.guide.en],
      ),
    ),
    check(
      'finish',
      'issued',
      last !== undefined,
      doc,
      ['發布結案報告', 'The closing report is issued'],
      last
        ? [`第 ${last.number} 版，${last.issuedBy}`, `Version ${last.number}, ${last.issuedBy}`]
        : ['發布會凍結一版 Word、簡報與 PDF', 'Issuing freezes Word, slides and PDF as one version'],
    ),
    check('finish', 'closed', event.status === 'closed' || event.status === 'archived', '', ['活動結案', 'The event is closed']),
  ]
  return {
    status: event.status,
    over,
    checks,
    lastIssue: last ?? null,
    can: { close: ctx.can('closing.close') && event.status === 'active', reopen: ctx.can('closing.close') && event.status === 'closed' },
  }
}

/** Closes an event that is over; its closing phase is done today. Already closed: nothing changes. */
export async function closeEvent(ctx: Ctx, services: Services): Promise<ClosingState> {
  const event = await events.get(ctx, ctx.eventId!)
  const today = instantToZoned(ctx.now, event.zone).date
  if (today <= event.endDate) throw new AppError('closing.not_over')
  if (event.status !== 'closed' && event.status !== 'archived') {
    const phases = event.phases.map((p) => (p.key === 'closing' && !p.doneOn ? { ...p, doneOn: today } : p))
    await updateEvent(ctx, event.id, { version: event.version, status: 'closed', phases })
    ctx.emit('event.closed', { eventId: event.id })
  }
  return readClosing(ctx, services)
}

export async function reopenEvent(ctx: Ctx, services: Services): Promise<ClosingState> {
  const event = await events.get(ctx, ctx.eventId!)
  if (event.status !== 'closed') throw new AppError('closing.not_closed')
  await updateEvent(ctx, event.id, {
    version: event.version,
    status: 'active',
    phases: event.phases.map((p) => (p.key === 'closing' ? { ...p, doneOn: null } : p)),
  })
  return readClosing(ctx, services)
}
