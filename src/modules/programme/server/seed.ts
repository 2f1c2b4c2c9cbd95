import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { DemoContext } from '../../../kernel/server/module.ts'
import { store } from '../../../kernel/server/store.ts'
import { demoCompanies } from '../../crm/demo/companies.ts'
import { demoDays, pastDemoDays } from '../../events/demo/days.ts'
import { seedFiles, seedTalk } from '../../events/server/index.ts'
import { room } from '../contract/room.ts'
import { session, type SessionKind } from '../contract/session.ts'
import { speaker } from '../contract/speaker.ts'
import { sessionType, track } from '../contract/track.ts'
import { sessionDesks } from '../demo/desk.ts'
import { demoProgramme, pastDemoProgramme } from '../demo/programme.ts'
import type { DemoProgramme, DemoSession } from '../demo/types.ts'
import { kindOf } from './kind.ts'
import { linkSpeakers } from './people.ts'
import { writeLinks } from './session.ts'

const kinds: Partial<Record<DemoSession['typeKey'], SessionKind>> = {
  keynote: 'keynote',
  panel: 'panel',
  workshop: 'workshop',
  talk: 'talk',
  lightning: 'talk',
  social: 'social',
  ceremony: 'other',
  tour: 'other',
}
/** 報到與餐敘: which of them the title says. */
const serviceKind = (s: DemoSession): SessionKind => {
  const told = kindOf({ title: s.title, speakers: 0 })
  return told === 'talk' ? 'break' : told
}

async function seedProgramme(ctx: Ctx, p: DemoProgramme, demo: DemoContext, which: string) {
  const keyed = <T extends { key: string }>(rows: readonly T[]) => {
    const ids = new Map(rows.map((r) => [r.key, newId()]))
    return { ids, row: (r: T) => ({ id: ids.get(r.key)!, key: r.key }) }
  }
  const [rooms, tracks, types, speakers, sessions] = [
    keyed(p.rooms),
    keyed(p.tracks),
    keyed(p.sessionTypes),
    keyed(p.speakers),
    keyed(p.sessions),
  ]
  await store(room).createMany(
    ctx,
    p.rooms.map((r) => ({
      ...rooms.row(r),
      name: r.name,
      description: r.description ?? {},
      capacity: r.capacity ?? null,
      online: r.key === 'online',
      position: r.order,
    })),
  )
  await store(track).createMany(
    ctx,
    p.tracks.map((t, position) => ({ ...tracks.row(t), name: t.name, description: t.description ?? {}, colour: t.colour, position })),
  )
  await store(sessionType).createMany(
    ctx,
    p.sessionTypes.map((t, position) => ({ ...types.row(t), name: t.name, position })),
  )
  await store(speaker).createMany(
    ctx,
    p.speakers.map((s) => ({
      ...speakers.row(s),
      name: s.name,
      jobTitle: s.jobTitle,
      organisation: s.organisationName,
      bio: s.bio,
      country: s.country,
      email: s.email,
      links: s.links,
    })),
  )
  await store(session).createMany(
    ctx,
    p.sessions.map((s) => ({
      ...sessions.row(s),
      slug: s.slug ?? s.key,
      title: s.title,
      subtitle: s.subtitle,
      abstract: s.abstract,
      description: s.description,
      startAt: s.start,
      endAt: s.end,
      durationMin: s.durationMin,
      trackId: s.trackKey ? tracks.ids.get(s.trackKey) : null,
      typeId: types.ids.get(s.typeKey),
      kind: s.typeKey === 'service' ? serviceKind(s) : (kinds[s.typeKey] ?? 'other'),
      language: s.language,
      interpretation: s.interpretation,
      format: s.format,
      capacity: s.capacity,
      signUp: s.signUp,
      state: 'confirmed',
      published: true,
    })),
  )
  await writeLinks(
    ctx,
    p.sessions.map((s) => ({
      id: sessions.ids.get(s.key)!,
      roomIds: s.roomKeys.map((k) => rooms.ids.get(k)!),
      speakers: [
        ...s.speakerKeys.map((k) => ({ speakerId: speakers.ids.get(k)!, role: 'speaker' as const })),
        ...s.chairKeys.map((k) => ({ speakerId: speakers.ids.get(k)!, role: 'chair' as const })),
      ],
    })),
    { fresh: true },
  )
  await linkSpeakers(ctx)
  for (const [kind, ids] of [
    ['room', rooms.ids],
    ['session', sessions.ids],
    ['speaker', speakers.ids],
  ] as const)
    for (const [key, id] of ids) demo.ids.set(`${kind}:${which}:${key}`, id)
}

/** The programmes of the coming and of last year's forum, published. */
export async function seed(ctx: Ctx, demo: DemoContext) {
  for (const [which, p] of [
    ['past', pastDemoProgramme(pastDemoDays(demo.today), demoCompanies)],
    ['current', demoProgramme(demoDays(demo.today), demoCompanies)],
  ] as const) {
    const eventId = demo.ids.get(`event:${which}`)
    if (eventId) await seedProgramme({ ...ctx, eventId }, p, demo, which)
  }
  const eventId = demo.ids.get('event:current')
  if (!eventId) return
  const inside: Ctx = { ...ctx, eventId }
  const of = (key: string) => ({ entity: 'session', entityId: demo.ids.get(`session:current:${key}`)! })
  for (const { session: key, talk, files } of sessionDesks) {
    await seedTalk(inside, demo.today, of(key), talk)
    await seedFiles(inside, demo.today, of(key), files)
  }
}
