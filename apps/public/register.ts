import type { FastifyInstance } from 'fastify'
import { newId } from '../../src/kernel/contract/ids.ts'
import type { Lang, Localized } from '../../src/kernel/contract/localized.ts'
import { AppError, knownErrors, normalise } from '../../src/kernel/server/errors.ts'
import { countryCode } from '../../src/modules/registration/contract/country.ts'
import { attendeePath } from '../../src/modules/registration/contract/links.ts'
import { publicDraft } from '../../src/modules/registration/contract/public.ts'
import { registerPublic } from '../../src/modules/registration/server/index.ts'
import { registerPage, standardConsents, standardFields } from './index.ts'
import type { Site } from './load.ts'
import type { PublicSite } from './routes.ts'

export const PRIVACY_VERSION = '2026-11'
const HONEYPOT = 'website'
type Params = { slug: string }

/** An error's text by its code. */
const words = (code: string): Localized => {
  const known = knownErrors().get(code)
  return { zh: known?.zh ?? '請檢查這一欄。', en: known?.en ?? 'Please check this field.' }
}
type Issue = { path: PropertyKey[]; code?: string; message: string; maximum?: unknown }
const fieldOf = (i: Issue) => ({ ticketTypeId: 'ticket', consents: 'consentPrivacy' })[String(i.path[0])] ?? String(i.path[0] ?? '')
/** What to tell of one issue of a schema. */
export const problemOf = (i: Issue): Localized =>
  i.path[0] === 'email'
    ? { zh: '請檢查電子郵件地址。', en: 'Please check the e-mail address.' }
    : i.code === 'too_big'
      ? { zh: `太長了，請縮短到 ${String(i.maximum)} 字以內。`, en: `Too long: at most ${String(i.maximum)} characters.` }
      : words(i.message)
const missing: Localized = { zh: '請填寫這一欄。', en: 'Please fill this in.' }
/** The first of a field's values, trimmed. */
export const one = (v: string | string[] | undefined) => (Array.isArray(v) ? v[0] : v)?.trim() ?? ''
const sentBefore: Localized = {
  zh: '這份表單剛才已經完成一筆報名，確認信已寄出。要再報一位，請檢查資料後再送出一次。',
  en: 'This form has made a registration already; its confirmation is on its way. To register another person, check the form and send it again.',
}

/** The registration form: what was typed is kept, what is wrong stands at its field, and sending it twice registers once. */
export function mountRegistration(app: FastifyInstance, o: PublicSite) {
  const hidden = { schema: { hide: true } as never }
  const form = (
    s: Site,
    lang: Lang,
    values: Record<string, string | string[] | undefined>,
    errors: Record<string, Localized>,
    token: string,
    insist = one(values.allowDuplicate) === 'yes',
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
        insist,
        honeypot: HONEYPOT,
      },
      lang,
    )
  }

  for (const lang of ['zh-TW', 'en'] as const) {
    const prefix = lang === 'en' ? '/en' : ''
    app.get(`${prefix}/e/:slug/register`, hidden, async (request, reply) => {
      const found = await o.site(request, (request.params as Params).slug, lang)
      if (!found) return o.message(reply, 'notFound', lang)
      const { ticket } = request.query as { ticket?: string }
      return o.html(reply, form(found.site, lang, ticket ? { ticket } : {}, {}, newId()))
    })
    app.post(
      `${prefix}/e/:slug/register`,
      { ...hidden, config: { rateLimit: { max: 300, timeWindow: 60_000 } } as never },
      async (request, reply) => {
        const slug = (request.params as Params).slug
        const found = await o.site(request, slug, lang)
        if (!found) return o.message(reply, 'notFound', lang)
        const values = (typeof request.body === 'object' && request.body ? request.body : {}) as Record<
          string,
          string | string[] | undefined
        >
        const token = /^[\w-]{16,64}$/.test(one(values.token)) ? one(values.token) : newId()
        const again = (errors: Record<string, Localized>) => o.html(reply, form(found.site, lang, values, errors, token), 422)
        // A machine filled in what no person sees: look pleased, keep nothing.
        if (one(values[HONEYPOT])) return o.message(reply, 'closed', lang, found.site)
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
        // Told all at once, in the form's order: whoever corrects one thing shall not meet the next afterwards.
        for (const i of publicDraft.safeParse(draft).error?.issues ?? []) errors[fieldOf(i)] ??= problemOf(i)
        const order = ['ticket', ...standardFields(false).map((f) => f.name), ...standardConsents.map((c) => c.name)]
        if (Object.keys(errors).length)
          return again(Object.fromEntries(Object.entries(errors).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))))
        try {
          const made = await registerPublic(o.frame(request, found, lang), draft, token)
          return reply.redirect(`${attendeePath(slug, lang, made.token)}?new=1`, 303)
        } catch (e) {
          const code = normalise(e).code
          if (code === 'server.failed') request.log.error({ err: e }, 'registration failed')
          if (code === 'record.not_found') return o.message(reply, 'notFound', lang)
          if (code === 'registration.sold_out' || code === 'registration.unknown_ticket') return again({ ticket: words(code) })
          // Back, changed and sent again: a second person's form, which gets a key of its own.
          const reused = code === 'idempotency.reused'
          const said = reused ? sentBefore : words(e instanceof AppError || code !== 'server.failed' ? code : 'server.busy')
          return o.html(
            reply,
            form(found.site, lang, values, { '': said }, reused ? newId() : token, code === 'registration.duplicate'),
            knownErrors().get(code)?.status ?? 500,
          )
        }
      },
    )
  }
}
