import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Lang, Localized } from '../../src/kernel/contract/localized.ts'
import { instantToZoned } from '../../src/kernel/contract/dates.ts'
import { publicActor } from '../../src/kernel/server/ctx.ts'
import { type Frame, type Services, transact } from '../../src/kernel/server/mount.ts'
import { useNotice } from '../../src/modules/privacy/server/index.ts'
import { draftOf, exportOptions, exportProgramme, writeCalendar, writeJsonLd } from '../../src/modules/programme/server/index.ts'
import { makePage, makePageCache, type Page } from './cache.ts'
import {
  homePage,
  messagePage,
  messageStatus,
  privacyPage,
  programmePage,
  programmePrintPage,
  programmeQuery,
  roomsPage,
  sessionPage,
  siteStyle,
  speakerPage,
  speakersPage,
  themeCss,
} from './index.ts'
import { homeOf, loadSite, type Site } from './load.ts'
import { mountPrivacyLinks, noticeOf, noticeView } from './privacy.ts'
import { mountAttendeePages } from './attendee.ts'
import { mountCertificates } from './certificate.ts'
import { mountRegistration } from './register.ts'
import type { MessageKind, ProgrammeView, SessionItem } from './view.ts'

const HTML = 'text/html; charset=utf-8'
/** The seal 辦 as a tab's mark. */
const SEAL =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#c4412b"/><circle cx="16" cy="16" r="8" fill="none" stroke="#fff" stroke-width="2"/><circle cx="16" cy="5.5" r="1.8" fill="#fff"/><circle cx="16" cy="26.5" r="1.8" fill="#fff"/><circle cx="5.5" cy="16" r="1.8" fill="#fff"/><circle cx="26.5" cy="16" r="1.8" fill="#fff"/></svg>'
type Params = { slug: string; key?: string }
export type PublicSite = {
  services: Services
  originOf(request: FastifyRequest): string
  frame(request: FastifyRequest, place: { organisationId: string; eventId: string }, lang: Lang): Frame
  site(request: FastifyRequest, slug: string, lang: Lang): Promise<{ site: Site; eventId: string; organisationId: string } | null>
  message(reply: FastifyReply, kind: MessageKind, lang: Lang, site?: Site, detail?: Localized): FastifyReply
  html(reply: FastifyReply, text: string, status?: number): FastifyReply
}

/** Public event sites: every page drawn on the server, kept until something that it shows changes. */
export function mountPublicSite(app: FastifyInstance, services: Services) {
  const cache = makePageCache()
  app.addHook('onClose', async () => cache.leave())
  const hidden = { schema: { hide: true } as never }
  const slugs = new Map<string, { at: number; place: { organisationId: string; eventId: string } | null }>()

  async function placeOf(slug: string) {
    const kept = slugs.get(slug)
    if (kept && Date.now() - kept.at < (kept.place ? 10_000 : 1000)) return kept.place
    const place = /^[a-z0-9-]{1,64}$/.test(slug) ? await services.resolveSlug(slug) : null
    if (slugs.size > 5000) slugs.clear()
    slugs.set(slug, { at: Date.now(), place })
    return place
  }
  const originOf = (request: FastifyRequest) => services.publicUrl || `${request.protocol}://${request.headers.host ?? 'localhost'}`
  const frame: PublicSite['frame'] = (request, place, lang) => ({
    services,
    actor: publicActor(place.organisationId),
    orgId: place.organisationId,
    eventId: place.eventId,
    lang,
    requestId: request.id,
    log: request.log,
  })
  const loaded = (request: FastifyRequest, place: { organisationId: string; eventId: string }, lang: Lang) =>
    cache.data(place.eventId, 'site', () => transact(frame(request, place, lang), (ctx) => loadSite(ctx, originOf(request))))

  const site: PublicSite['site'] = async (request, slug, lang) => {
    const place = await placeOf(slug)
    const found = place ? await loaded(request, place, lang) : null
    return place && found ? { ...place, site: found } : null
  }
  const html: PublicSite['html'] = (reply, text, status = 200) =>
    reply.status(status).type(HTML).header('cache-control', 'no-store').send(text)
  const message: PublicSite['message'] = (reply, kind, lang, s, detail) =>
    html(reply, messagePage({ kind, ...(s ? { event: s.event } : {}), ...(detail ? { detail } : {}) }, lang), messageStatus[kind])

  function answer(request: FastifyRequest, reply: FastifyReply, p: Page, keep = 'public, max-age=0, must-revalidate') {
    reply.header('etag', p.etag).header('cache-control', keep).header('vary', 'accept-encoding').type(p.type)
    if (request.headers['if-none-match'] === p.etag) return reply.status(304).send()
    const accepted = String(request.headers['accept-encoding'] ?? '')
    if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').status(p.status).send(p.br)
    if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').status(p.status).send(p.gzip)
    return reply.status(p.status).send(p.body)
  }

  type Draw = (
    s: Site,
    ctx: { lang: Lang; request: FastifyRequest; key: string; eventId: string; organisationId: string },
  ) => string | null | Promise<string | null>
  /** A page in both languages; a drawer that returns null has nothing under that address. */
  function page(path: string, draw: Draw, type = HTML, queries: readonly string[] = []) {
    for (const lang of ['zh-TW', 'en'] as const)
      app.get(`${lang === 'en' ? '/en' : ''}/e/:slug${path}`, hidden, async (request, reply) => {
        const { slug, key = '' } = request.params as Params
        const place = await placeOf(slug)
        if (!place) return message(reply, 'notFound', lang)
        const query = request.query as Record<string, string>
        const address = `${lang} ${path} ${key} ${queries.map((q) => String(query[q] ?? '').slice(0, 100)).join('\u0001')} ${originOf(request)}`
        const made = await cache.page(place.eventId, address, async () => {
          const s = await loaded(request, place, lang)
          if (!s) return makePage(404, HTML, messagePage({ kind: 'notFound' }, lang))
          const text = await draw(s, { lang, request, key, ...place })
          return text === null ? makePage(404, HTML, messagePage({ kind: 'notFound', event: s.event }, lang)) : makePage(200, type, text)
        })
        return answer(request, reply, made)
      })
  }

  const jsonLdOf = (s: Site, lang: Lang) =>
    writeJsonLd(draftOf({ ...s.programme, sessions: [] }, lang), exportOptions(s.programme, s.event.origin, lang))
  const programmeOf = (s: Site, request: FastifyRequest): ProgrammeView => {
    const now = new Date().toISOString()
    const today = instantToZoned(now, s.event.zone).date
    return {
      event: s.event,
      days: s.days,
      rooms: s.rooms,
      tracks: s.tracks,
      types: s.types,
      sessions: s.items.filter((i) => i.start),
      query: programmeQuery(request.query as never, { ...s, today }),
      now,
      updatedAt: s.programme.changedAt,
      exports: { ical: true, json: true },
    }
  }
  const programmeQueries = ['day', 'view', 'track', 'room', 'type', 'q'] as const

  page('', (s, { lang }) => homePage(homeOf(s, jsonLdOf(s, lang)), lang))
  page(
    '/programme',
    (s, { lang, request }) => (s.event.has.programme ? programmePage(programmeOf(s, request), lang) : null),
    HTML,
    programmeQueries,
  )
  page(
    '/programme/print',
    (s, { lang, request }) => (s.event.has.programme ? programmePrintPage(programmeOf(s, request), lang) : null),
    HTML,
    programmeQueries,
  )
  page(
    '/programme.ics',
    (s, { lang }) => writeCalendar(draftOf(s.programme, lang), exportOptions(s.programme, s.event.origin, lang)),
    'text/calendar; charset=utf-8',
  )
  page(
    '/programme.json',
    async (s, { lang, request, ...place }) =>
      (
        await transact(frame(request, place, lang), (ctx) =>
          exportProgramme(ctx, 'json', { lang, publicUrl: s.event.origin, publishedOnly: true }),
        )
      ).text,
    'application/json; charset=utf-8',
  )
  page('/sessions/:key', (s, { lang, key }) => {
    if (key.endsWith('.ics')) return null
    const at = s.items.findIndex((i) => i.key === key)
    const item = s.items[at]
    const full = s.programme.sessions[at]
    if (!item || !full || item.isBreak) return null
    const people = s.programme.speakers.filter((p) => full.speakers.some((x) => x.speakerId === p.id))
    const type = s.types.find((t) => t.key === item.typeKey)
    const related = s.items
      .filter((i) => i.key !== key && !i.isBreak && i.start && item.trackKey !== undefined && i.trackKey === item.trackKey)
      .slice(0, 6)
    return sessionPage(
      {
        event: s.event,
        meta: {
          jsonLd: writeJsonLd(draftOf({ ...s.programme, sessions: [full] }, lang), exportOptions(s.programme, s.event.origin, lang)),
        },
        session: { ...item, subtitle: full.subtitle, abstract: full.abstract, description: full.description, links: full.links },
        speakers: people.map((p) => ({ ...s.speakerRefs.get(p.id)!, bio: p.bio })),
        rooms: s.rooms.filter((r) => item.roomKeys.includes(r.key)),
        tracks: s.tracks,
        ...(type ? { type } : {}),
        related,
        ical: item.start !== null,
      },
      lang,
    )
  })
  page(
    '/sessions/:key.ics',
    (s, { lang, key }) =>
      s.items.some((i) => i.key === key && i.start)
        ? writeCalendar(draftOf(s.programme, lang), exportOptions(s.programme, s.event.origin, lang), (x) => x.session.key === key)
        : null,
    'text/calendar; charset=utf-8',
  )
  const onSpeaker = (i: SessionItem, key: string) => !i.isBreak && i.speakers.some((p) => p.key === key)
  page('/speakers', (s, { lang }) => {
    if (!s.event.has.speakers) return null
    const count = new Map<string, number>()
    for (const i of s.items) for (const p of i.speakers) count.set(p.key, (count.get(p.key) ?? 0) + 1)
    return speakersPage(
      { event: s.event, speakers: s.programme.speakers.map((p) => ({ ...s.speakerRefs.get(p.id)!, sessionCount: count.get(p.key) ?? 0 })) },
      lang,
    )
  })
  page('/speakers/:key', (s, { lang, key }) => {
    const p = s.programme.speakers.find((x) => x.key === key)
    return p
      ? speakerPage(
          {
            event: s.event,
            speaker: { ...s.speakerRefs.get(p.id)!, title: p.jobTitle, bio: p.bio, links: p.links },
            sessions: s.items.filter((i) => onSpeaker(i, key)),
            rooms: s.rooms,
            tracks: s.tracks,
          },
          lang,
        )
      : null
  })
  page('/rooms', (s, { lang }) =>
    s.event.has.rooms
      ? roomsPage(
          {
            event: s.event,
            rooms: s.rooms.map((r) => ({ ...r, sessionCount: s.items.filter((i) => !i.isBreak && i.roomKeys.includes(r.key)).length })),
          },
          lang,
        )
      : null,
  )
  page('/privacy', (s, { lang }) => privacyPage(noticeView(s), lang))
  page('/theme.css', (s) => themeCss({ brand: s.event.brand }, s.tracks), 'text/css; charset=utf-8')
  const style = makePage(200, 'text/css; charset=utf-8', siteStyle.css)
  app.get(siteStyle.path, hidden, async (request, reply) => answer(request, reply, await style, 'public, max-age=31536000, immutable'))
  app.get('/robots.txt', hidden, (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=86400')
      .send(
        'User-agent: *\nDisallow: /api/\nDisallow: /app/\nDisallow: /checkin/\nDisallow: /e/*/r/\nDisallow: /en/e/*/r/\nDisallow: /e/*/c/\nDisallow: /en/e/*/c/\n',
      ),
  )
  app.get('/favicon.ico', hidden, (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(SEAL),
  )
  app.get('/', hidden, (_request, reply) => reply.redirect('/app/'))
  // What no page answers: a slash too many goes to the page, the rest is told in the site's own style.
  for (const [lang, path] of [
    ['zh-TW', '/e/:slug/*'],
    ['en', '/en/e/:slug/*'],
    ['en', '/en/*'],
  ] as const)
    app.get(path, hidden, async (request, reply) => {
      const [address, search] = request.url.split('?')
      if (/[^/]\/$/.test(address!)) return reply.redirect(address!.slice(0, -1) + (search ? `?${search}` : ''), 301)
      const { slug } = request.params as { slug?: string }
      return message(reply, 'notFound', lang, slug ? (await site(request, slug, lang))?.site : undefined)
    })

  mountRegistration(app, { services, originOf, frame, site, message, html })
  mountPrivacyLinks(app, services)
  useNotice((ctx) => noticeOf(ctx, services.publicUrl))
  mountAttendeePages(app, { services, originOf, frame, site, message, html })
  mountCertificates(app, { services, originOf, frame, site, message, html })
}
