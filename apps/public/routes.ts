import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import { newId } from '../../src/kernel/contract/ids.ts'
import type { Lang, Localized } from '../../src/kernel/contract/localized.ts'
import { instantToZoned } from '../../src/kernel/contract/dates.ts'
import { publicActor } from '../../src/kernel/server/ctx.ts'
import { AppError, knownErrors, normalise } from '../../src/kernel/server/errors.ts'
import { type Frame, type Services, transact } from '../../src/kernel/server/mount.ts'
import { countryCode } from '../../src/modules/registration/contract/country.ts'
import { attendeePath } from '../../src/modules/registration/contract/links.ts'
import { registerPublic } from '../../src/modules/registration/server/index.ts'
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
  registerPage,
  roomsPage,
  sessionPage,
  siteStyle,
  speakerPage,
  speakersPage,
  standardConsents,
  standardFields,
  themeCss,
} from './index.ts'
import { homeOf, loadSite, type Site } from './load.ts'
import { mountAttendeePages } from './attendee.ts'
import type { MessageKind, ProgrammeView, SessionItem } from './view.ts'

export const PRIVACY_VERSION = '2026-11'
const HTML = 'text/html; charset=utf-8'
const HONEYPOT = 'website'
/** The seal 辦 as a tab's mark. */
const SEAL =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#c4412b"/><circle cx="16" cy="16" r="8" fill="none" stroke="#fff" stroke-width="2"/><circle cx="16" cy="5.5" r="1.8" fill="#fff"/><circle cx="16" cy="26.5" r="1.8" fill="#fff"/><circle cx="5.5" cy="16" r="1.8" fill="#fff"/><circle cx="26.5" cy="16" r="1.8" fill="#fff"/></svg>'
type Params = { slug: string; key?: string }
export type PublicSite = {
  services: Services
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

  function answer(request: FastifyRequest, reply: FastifyReply, p: Page) {
    reply
      .header('etag', p.etag)
      .header('cache-control', 'public, max-age=0, must-revalidate')
      .header('vary', 'accept-encoding')
      .type(p.type)
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
  page('/privacy', (s, { lang }) => {
    const e = s.programme.event
    return privacyPage(
      {
        event: s.event,
        version: PRIVACY_VERSION,
        effectiveFrom: '2026-11-01',
        collector: { name: s.event.organiser!.name, email: s.organiserContact.email, phone: s.organiserContact.phone },
        retentionMonths: Math.max(1, Math.round(e.site.retentionDays / 30)),
        ...(e.site.privacyNote.zh || e.site.privacyNote.en ? { extra: e.site.privacyNote } : {}),
      },
      lang,
    )
  })
  page('/theme.css', (s) => themeCss({ brand: s.event.brand }, s.tracks), 'text/css; charset=utf-8')
  app.get(siteStyle.path, hidden, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=31536000, immutable').send(siteStyle.css),
  )
  app.get('/favicon.ico', hidden, (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(SEAL),
  )
  app.get('/', hidden, (_request, reply) => reply.redirect('/app/'))

  // ── registration form ──
  const form = (
    s: Site,
    lang: Lang,
    values: Record<string, string | string[] | undefined>,
    errors: Record<string, Localized>,
    token: string,
  ) => {
    const chosen = s.tickets.filter((t) => t.state === 'open')
    return registerPage(
      {
        event: s.event,
        tickets: s.tickets,
        fields: standardFields(false),
        consents: standardConsents,
        privacyVersion: PRIVACY_VERSION,
        values: { ...(chosen.length === 1 ? { ticket: chosen[0]!.id } : {}), ...values },
        errors,
        token,
        honeypot: HONEYPOT,
      },
      lang,
    )
  }
  const words = (code: string): Localized => {
    const known = knownErrors().get(code)
    return { zh: known?.zh ?? '請檢查這一欄。', en: known?.en ?? 'Please check this field.' }
  }
  const missing: Localized = { zh: '請填寫這一欄。', en: 'Please fill this in.' }
  const one = (v: string | string[] | undefined) => (Array.isArray(v) ? v[0] : v)?.trim() ?? ''

  for (const lang of ['zh-TW', 'en'] as const) {
    const prefix = lang === 'en' ? '/en' : ''
    app.get(`${prefix}/e/:slug/register`, hidden, async (request, reply) => {
      const found = await site(request, (request.params as Params).slug, lang)
      if (!found) return message(reply, 'notFound', lang)
      const { ticket } = request.query as { ticket?: string }
      return html(reply, form(found.site, lang, ticket ? { ticket } : {}, {}, newId()))
    })
    app.post(
      `${prefix}/e/:slug/register`,
      { ...hidden, config: { rateLimit: { max: 300, timeWindow: 60_000 } } as never },
      async (request, reply) => {
        const slug = (request.params as Params).slug
        const found = await site(request, slug, lang)
        if (!found) return message(reply, 'notFound', lang)
        const values = (typeof request.body === 'object' && request.body ? request.body : {}) as Record<
          string,
          string | string[] | undefined
        >
        const token = /^[\w-]{16,64}$/.test(one(values.token)) ? one(values.token) : newId()
        const again = (errors: Record<string, Localized>) => html(reply, form(found.site, lang, values, errors, token), 422)
        // A machine filled in what no person sees: look pleased, keep nothing.
        if (one(values[HONEYPOT])) return message(reply, 'closed', lang, found.site)
        const errors: Record<string, Localized> = {}
        for (const f of standardFields(false)) if (f.required && !one(values[f.name])) errors[f.name] = missing
        if (!one(values.ticket)) errors.ticket = { zh: '請選擇票種。', en: 'Please choose a ticket.' }
        for (const c of standardConsents)
          if (c.required && one(values[c.name]) !== 'yes') errors[c.name] = words('registration.consent_required')
        const country = countryCode(one(values.country))
        if (country === null)
          errors.country = {
            zh: '認不出這個國家，請寫中文名、英文名或兩碼代號。',
            en: 'Unknown country; give its name or two-letter code.',
          }
        if (Object.keys(errors).length) return again(errors)
        const draft = {
          ticketTypeId: one(values.ticket),
          name: one(values.name),
          email: one(values.email),
          organisation: one(values.organisation),
          title: one(values.title),
          phone: one(values.phone),
          country: country ?? '',
          diet: one(values.diet),
          language: lang,
          consents: standardConsents
            .filter((c) => one(values[c.name]) === 'yes')
            .map((c) => ({ key: c.name.replace(/^consent/, '').toLowerCase(), version: one(values.privacyVersion) || PRIVACY_VERSION })),
          allowDuplicate: one(values.allowDuplicate) === 'yes',
        }
        try {
          const made = await registerPublic(frame(request, found, lang), draft, token)
          return reply.redirect(`${attendeePath(slug, lang, made.token)}?new=1`, 303)
        } catch (e) {
          if (e instanceof ZodError) {
            const of: Record<string, string> = { ticketTypeId: 'ticket', consents: 'consentPrivacy' }
            return again(
              Object.fromEntries(
                e.issues.map((i) => [
                  of[String(i.path[0])] ?? String(i.path[0] ?? ''),
                  i.path[0] === 'email' ? { zh: '請檢查電子郵件地址。', en: 'Please check the e-mail address.' } : words(i.message),
                ]),
              ),
            )
          }
          const code = normalise(e).code
          if (code === 'server.failed') request.log.error({ err: e }, 'registration failed')
          if (code === 'record.not_found') return message(reply, 'notFound', lang)
          if (code === 'registration.sold_out' || code === 'registration.unknown_ticket') return again({ ticket: words(code) })
          return html(
            reply,
            form(found.site, lang, values, { '': words(e instanceof AppError || code !== 'server.failed' ? code : 'server.busy') }, token),
            knownErrors().get(code)?.status ?? 500,
          )
        }
      },
    )
  }
  mountAttendeePages(app, { services, frame, site, message, html })
}
