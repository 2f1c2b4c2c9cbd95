import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type Attention, type AttentionProvider, figureProvider } from '../../events/server/index.ts'
import { serviceKinds } from '../contract/session.ts'
import { findClashes } from './clashes.ts'
import { linksOf, type ProgrammeSession } from './read.ts'
import type {} from './tables.ts'

const sessionsOf = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('session')
    .where('session.organisationId', '=', ctx.orgId)
    .where('session.eventId', '=', ctx.eventId!)
    .where('state', '<>', 'cancelled')
const count = sql<number>`count(*)::int`

/** Sessions that somebody gives (neither cancelled nor a break), and the people on stage in sessions that stand. */
export const figures = [
  figureProvider(['sessions'], async (ctx) => ({
    sessions: (await sessionsOf(ctx).where('kind', 'not in', serviceKinds).select(count.as('n')).executeTakeFirstOrThrow()).n,
  })),
  figureProvider(['speakers'], async (ctx) => {
    const { n } = await sessionsOf(ctx)
      .innerJoin('sessionSpeaker', (j) =>
        j
          .onRef('sessionSpeaker.sessionId', '=', 'session.id')
          .onRef('sessionSpeaker.organisationId', '=', 'session.organisationId')
          .onRef('sessionSpeaker.eventId', '=', 'session.eventId'),
      )
      .select(sql<number>`count(distinct session_speaker.speaker_id)::int`.as('n'))
      .executeTakeFirstOrThrow()
    return { speakers: n }
  }),
]

async function read(ctx: Ctx): Promise<Attention[]> {
  const rows = await sessionsOf(ctx).select(['id', 'startAt', 'endAt', 'kind', 'state', 'published']).execute()
  if (!rows.length)
    return [
      {
        code: 'programme.empty',
        tone: 'todo',
        title: { zh: '還沒有議程', en: 'No programme yet' },
        detail: { zh: '匯入議程檔，或從第一個場次開始排。', en: 'Import a programme file, or begin with the first session.' },
        path: '/programme',
        action: { zh: '排議程', en: 'Plan the programme' },
      },
    ]
  const links = await linksOf(ctx)
  const sessions = rows.map((r) => ({
    ...r,
    roomIds: links.rooms.get(r.id) ?? [],
    speakers: links.speakers.get(r.id) ?? [],
  })) as ProgrammeSession[]
  const given = sessions.filter((s) => !serviceKinds.includes(s.kind))
  const out: Attention[] = []
  const say = (n: number, a: Omit<Attention, 'path'> & { path?: string }) => void (n && out.push({ path: '/programme', ...a }))
  const clashes = findClashes(sessions).length
  const roomless = sessions.filter((s) => s.startAt && !s.roomIds.length).length
  const unscheduled = given.filter((s) => !s.startAt).length
  const alone = given.filter((s) => !s.speakers.length).length
  const hidden = given.filter((s) => s.state === 'draft' || !s.published).length
  say(clashes, {
    code: 'programme.clashes',
    tone: 'warn',
    title: { zh: `議程有 ${clashes} 處撞場`, en: `${clashes} clashes in the programme` },
    detail: { zh: '同一會議室或同一位講者，時間重疊。', en: 'The same room or the same speaker twice at one time.' },
    action: { zh: '查看撞場', en: 'See clashes' },
  })
  say(unscheduled, {
    code: 'programme.unscheduled',
    tone: 'todo',
    title: { zh: `${unscheduled} 個場次還沒排時間`, en: `${unscheduled} sessions without a time` },
    detail: { zh: '列在議程表旁的待排區。', en: 'They wait beside the grid.' },
    action: { zh: '去排時間', en: 'Schedule them' },
  })
  say(roomless, {
    code: 'programme.roomless',
    tone: 'todo',
    title: { zh: `${roomless} 個場次還沒有會議室`, en: `${roomless} sessions without a room` },
    detail: { zh: '已有時間，缺地點。', en: 'They have a time but no place.' },
    path: '/sessions',
    action: { zh: '指定會議室', en: 'Choose rooms' },
  })
  say(alone, {
    code: 'programme.speakerless',
    tone: 'info',
    title: { zh: `${alone} 個場次還沒有講者`, en: `${alone} sessions without a speaker` },
    detail: { zh: '茶敘、用餐與報到不計。', en: 'Breaks, meals and check-in not counted.' },
    path: '/sessions',
    action: { zh: '補上講者', en: 'Add speakers' },
  })
  say(hidden, {
    code: 'programme.unpublished',
    tone: 'info',
    title: { zh: `${hidden} 個場次尚未公布`, en: `${hidden} sessions not published` },
    detail: { zh: '官網看不到這些場次。', en: 'The public site does not show them.' },
    path: '/sessions',
    action: { zh: '查看', en: 'See them' },
  })
  return out
}
export const attention: readonly AttentionProvider[] = [{ name: 'programme', action: 'programme.edit', read }]
