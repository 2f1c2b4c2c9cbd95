import { sql } from 'kysely'
import { type Localized, pick } from '../../../kernel/contract/localized.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { DemoContext } from '../../../kernel/server/module.ts'
import { store } from '../../../kernel/server/store.ts'
import { seedSection } from '../../documents/server/index.ts'
import { contact } from '../contract/contact.ts'
import { demoEvent, narrativeDoc, pastDemoEvent } from '../demo/event.ts'
import { demoOrganisation } from '../demo/team.ts'
import type { DemoEvent } from '../demo/types.ts'
import { createEvent } from './event.ts'
import { seedFiles, seedGoals, seedTalk } from './seed-desk.ts'

const paragraphs = (t: { zh: string[]; en: string[] }): Localized => ({ zh: t.zh.join('\n\n'), en: t.en.join('\n\n') })

async function seedEvent(ctx: Ctx, demo: DemoContext, e: DemoEvent): Promise<string> {
  const contactPoint = e.contacts[0]
  // Asked of the whole installation: another organisation may have the demo, too.
  const taken = (await demo.services.resolveSlug(e.slug)) !== null
  const made = await createEvent(ctx, {
    slug: taken ? `${e.slug}-${newId().slice(-6)}` : e.slug,
    name: e.name,
    tagline: e.tagline,
    description: paragraphs(e.description),
    kind: e.kind,
    format: e.format,
    zone: e.zone,
    startDate: e.start,
    endDate: e.end,
    venueName: e.venue.name,
    venueAddress: e.venue.address,
    clientId: demo.ids.get(`company:${e.clientKey}`) ?? null,
    brief: {
      background: e.brief.background.zh,
      purpose: e.brief.purpose.zh,
      audience: e.brief.audience.zh,
      scope: e.brief.scope.zh,
      constraints: e.brief.constraints.map((c) => c.zh).join('\n'),
      budgetMin: e.brief.budget.min,
      budgetMax: e.brief.budget.max,
      expectedOnsite: e.brief.expectedOnsite,
      expectedOnline: e.brief.expectedOnline,
    },
    phases: e.phases.map((p) => ({ key: p.key, start: p.start, end: p.end, doneOn: p.end < demo.today ? p.end : null, note: '' })),
    groups: e.groups.map((g) => g.key),
    site: {
      organiser: demo.ids.get(`companyName:${e.clientKey}`) ? JSON.parse(demo.ids.get(`companyName:${e.clientKey}`)!) : {},
      contactName: contactPoint?.purpose.zh ?? '',
      contactEmail: contactPoint?.email ?? '',
      contactPhone: contactPoint?.phone ?? '',
      transport: e.venue.transport.map((t) => ({ kind: t.key, title: t.title, text: t.text })),
      faq: e.faq.map((f) => ({ q: f.question, a: f.answer })),
      highlights: e.highlights,
    },
    colour: e.brandColour,
    status: e.status,
    published: true,
  })
  const inside: Ctx = { ...ctx, eventId: made.id }
  await seedGoals(
    inside,
    demo.today,
    e.goals.map((g, position) => ({
      key: g.key,
      position,
      title: g.title,
      unit: g.unit.zh,
      target: g.target,
      direction: g.direction,
      metric: g.metric,
      actual: g.actual,
      note: g.note.zh,
    })),
    e.desk.goals,
  )
  await store(contact).createMany(
    inside,
    e.team.map((m, position) => ({
      position,
      name: m.name.zh,
      group: m.groups[0] ?? null,
      role: m.title.zh,
      company: m.companyKey
        ? pick(JSON.parse(demo.ids.get(`companyName:${m.companyKey}`) ?? '{"zh":"","en":""}'), 'zh-TW')
        : demoOrganisation.name.zh,
      phone: m.phone,
      email: m.email,
      duty: m.duty.zh,
      emergency: position < 2,
    })),
  )
  for (const n of e.narratives) {
    await seedSection(inside, n.deliverable, n.key, narrativeDoc(n.zh))
    await seedSection(inside, n.deliverable, n.key, narrativeDoc(n.en), 'en')
  }
  const desk = { entity: 'event', entityId: made.id }
  await seedTalk(inside, demo.today, desk, e.desk.talk)
  await seedFiles(inside, demo.today, desk, e.desk.files)
  return made.id
}

/** Last year's finished edition and this year's, with goals, team and written sections; their ids are left for later modules. */
export async function seed(ctx: Ctx, demo: DemoContext): Promise<void> {
  // The row lock lets a second call wait, and then find that the demo is there.
  const fresh = await ctx.tx
    .updateTable('organisation')
    .set({ settings: sql`settings || '{"demo": true}'` as never })
    .where('organisationId', '=', ctx.orgId)
    .where(sql<boolean>`coalesce(settings->>'demo', '') <> 'true'`)
    .returning('organisationId')
    .executeTakeFirst()
  if (!fresh) throw new AppError('demo.loaded_already')
  await ctx.tx
    .updateTable('organisation')
    .set({
      nameEn: demoOrganisation.name.en,
      taxId: demoOrganisation.taxId,
      address: demoOrganisation.address.zh,
      phone: demoOrganisation.phone,
      email: demoOrganisation.email,
      website: demoOrganisation.website,
    })
    .where('organisationId', '=', ctx.orgId)
    .where('taxId', '=', '')
    .execute()
  demo.ids.set('event:past', await seedEvent(ctx, demo, pastDemoEvent(demo.today)))
  demo.ids.set('event:current', await seedEvent(ctx, demo, demoEvent(demo.today)))
}
