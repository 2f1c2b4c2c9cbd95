import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { Ctx } from '../../src/kernel/server/ctx.ts'
import { transact } from '../../src/kernel/server/mount.ts'
import { maskEmail } from '../../src/modules/crm/contract/identifiers.ts'
import { attendeePath } from '../../src/modules/registration/contract/links.ts'
import type { Registration } from '../../src/modules/registration/contract/registration.ts'
import { ZodError } from 'zod'
import { AppError } from '../../src/kernel/server/errors.ts'
import { cancelByToken, changeByToken, eventCalendar, findByToken, ownView, qrSvg } from '../../src/modules/registration/server/index.ts'
import { askFromPage } from '../../src/modules/privacy/server/index.ts'
import { confirmationPage, myRegistrationPage, standardFields } from './index.ts'

import { one, problemOf } from './register.ts'
import type { PublicSite } from './routes.ts'
import { t as text } from './text.ts'
import type { MyRegistrationView, RegistrationTicket } from './view.ts'

type Params = { slug: string; token: string }
const own = ['name', 'organisation', 'title', 'phone', 'diet'] as const

const keptPhone = (phone: string) => {
  const end = phone.replaceAll(/\D/g, '').slice(-3)
  return { zh: `已留的號碼末三碼 ${end}；要換才填。`, en: `We have a number ending in ${end}; fill in only to change it.` }
}

/** A person's own page: the ticket with its QR code, and the way to give the place back. No account, a long token. */
export function mountAttendeePages(app: FastifyInstance, o: PublicSite) {
  const options = (max: number) => ({ schema: { hide: true } as never, config: { rateLimit: { max, timeWindow: 60_000 } } as never })

  async function ticketOf(ctx: Ctx, r: Registration): Promise<RegistrationTicket> {
    const own = await ownView(ctx, r)
    const type = await ctx.tx.selectFrom('ticketType').select('name').where('id', '=', r.ticketTypeId).executeTakeFirstOrThrow()
    const seen = await ctx.tx
      .selectFrom('checkin')
      .select('at')
      .where('registrationId', '=', r.id)
      .where('undoneAt', 'is', null)
      .orderBy('at')
      .limit(1)
      .executeTakeFirst()
    return {
      code: r.code,
      name: r.name,
      ...(r.organisation ? { affiliation: r.organisation } : {}),
      ticket: type.name,
      state: r.status === 'cancelled' ? 'canceled' : seen ? 'attended' : 'confirmed',
      attendance: r.attendance,
      price: r.price,
      currency: r.currency,
      registeredAt: r.registeredAt,
      ...(seen ? { checkedInAt: seen.at } : {}),
      ...(r.cancelledAt ? { canceledAt: r.cancelledAt } : {}),
      ...(r.status === 'confirmed' ? { qrSvg: qrSvg(own.qr) } : {}),
    }
  }

  for (const lang of ['zh-TW', 'en'] as const) {
    const path = `${lang === 'en' ? '/en' : ''}/e/:slug/r/:token`
    const open = async (request: FastifyRequest, fn: (ctx: Ctx, r: Registration, path: string) => Promise<string>) => {
      const { slug, token } = request.params as Params
      const found = await o.site(request, slug, lang)
      if (!found) return null
      const text = await transact(o.frame(request, found, lang), async (ctx) => {
        const r = await findByToken(ctx, token)
        return r ? fn(ctx, r, attendeePath(slug, lang, token)) : null
      })
      return { found, text }
    }
    const view = async (
      ctx: Ctx,
      event: MyRegistrationView['event'],
      r: Registration,
      address: string,
      more: Partial<MyRegistrationView> & { confirming?: boolean } = {},
    ): Promise<MyRegistrationView> => {
      const registration = await ticketOf(ctx, r)
      const { confirming, ...rest } = more
      return {
        event,
        path: `/r/${address.split('/').at(-1)}`,
        registration,
        ...(r.email ? { privacy: { action: `${address}/privacy` } } : {}),
        ...(registration.state === 'confirmed'
          ? {
              ical: `${address}/event.ics`,
              edit: {
                action: `${address}/details`,
                fields: standardFields(false)
                  .filter((f) => own.some((n) => n === f.name))
                  .map((f) => (f.name === 'phone' && r.phone ? { ...f, hint: keptPhone(r.phone) } : f)),
                // A link gets forwarded: the number isn't shown to whoever opens it, and an empty field keeps it.
                values: Object.fromEntries(own.map((n) => [n, n === 'phone' ? '' : r[n]])),
                errors: {},
              },
              cancel: { action: `${address}/cancel`, token: address.split('/').at(-1)!, ...(confirming ? { confirming } : {}) },
            }
          : {}),
        ...rest,
      }
    }

    app.get(path, options(600), async (request, reply) => {
      const isNew = (request.query as { new?: string }).new === '1'
      const answer = await open(request, async (ctx, r, address) => {
        const found = (await o.site(request, (request.params as Params).slug, lang))!
        return isNew
          ? confirmationPage(
              {
                event: found.site.event,
                path: `/r/${(request.params as Params).token}`,
                registration: await ticketOf(ctx, r),
                ...(r.email ? { sentTo: maskEmail(r.email) } : {}),
                manageUrl: address,
                ical: `${address}/event.ics`,
              },
              lang,
            )
          : myRegistrationPage(await view(ctx, found.site.event, r, address), lang)
      })
      if (!answer) return o.message(reply, 'notFound', lang)
      return answer.text === null ? o.message(reply, 'gone', lang, answer.found.site) : o.html(reply, answer.text)
    })
    app.get(`${path}/event.ics`, options(600), async (request, reply) => {
      const answer = await open(request, (ctx, r, address) =>
        r.status === 'confirmed' ? eventCalendar(ctx, r, o.originOf(request) + address) : Promise.resolve(''),
      )
      if (!answer?.text) return o.message(reply, answer ? 'gone' : 'notFound', lang, answer?.found.site)
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'attachment; filename="event.ics"')
        .header('cache-control', 'no-store')
        .send(answer.text)
    })
    app.post(`${path}/details`, options(60), async (request, reply) => {
      const body = (request.body ?? {}) as Record<string, string | string[] | undefined>
      const { token } = request.params as Params
      let status = 200
      const answer = await open(request, async (ctx, r, address) => {
        const found = (await o.site(request, (request.params as Params).slug, lang))!
        // A choice that the form does not offer, as the office may have made, is not lost by saving the rest.
        const values = Object.fromEntries(
          own.map((n) => [n, body[n] === undefined || (n === 'phone' && one(body[n]).trim() === '') ? r[n] : one(body[n])]),
        )
        try {
          const after = await changeByToken(ctx, token, values)
          const notice = { zh: '已儲存。名牌與名單會用新的資料。', en: 'Saved. Badges and lists will show the new details.' }
          return myRegistrationPage(await view(ctx, found.site.event, after, address, { notice }), lang)
        } catch (e) {
          const known = e instanceof ZodError || (e instanceof AppError && e.code === 'registration.is_cancelled')
          if (!known) throw e
          status = e instanceof ZodError ? 422 : 409
          const shown = await view(ctx, found.site.event, r, address)
          const errors = e instanceof ZodError ? Object.fromEntries(e.issues.map((i) => [String(i.path[0]), problemOf(i)])) : {}
          return myRegistrationPage({ ...shown, ...(shown.edit ? { edit: { ...shown.edit, values, errors } } : {}) }, lang)
        }
      })
      if (!answer) return o.message(reply, 'notFound', lang)
      return answer.text === null ? o.message(reply, 'gone', lang, answer.found.site) : o.html(reply, answer.text, status)
    })
    app.post(`${path}/privacy`, options(20), async (request, reply) => {
      const body = (request.body ?? {}) as Record<string, string | string[] | undefined>
      const kind = (['access', 'correction', 'stop', 'erasure'] as const).find((k) => k === one(body.kind))
      const answer = await open(request, async (ctx, r, address) => {
        const found = (await o.site(request, (request.params as Params).slug, lang))!
        if (!kind || !r.email) return myRegistrationPage(await view(ctx, found.site.event, r, address), lang)
        await askFromPage(ctx, o.originOf(request), r, { kind, details: one(body.details) })
        const notice = { zh: text('zh-TW')('mineSent'), en: text('en')('mineSent') }
        return myRegistrationPage(await view(ctx, found.site.event, r, address, { notice }), lang)
      })
      if (!answer) return o.message(reply, 'notFound', lang)
      return answer.text === null ? o.message(reply, 'gone', lang, answer.found.site) : o.html(reply, answer.text)
    })
    app.post(`${path}/cancel`, options(60), async (request, reply) => {
      const confirmed = (request.body as { confirm?: string } | null)?.confirm === 'yes'
      const answer = await open(request, async (ctx, r, address) => {
        const found = (await o.site(request, (request.params as Params).slug, lang))!
        if (!confirmed) return myRegistrationPage(await view(ctx, found.site.event, r, address, { confirming: true }), lang)
        const gone = await cancelByToken(ctx, (request.params as Params).token)
        const notice = {
          zh: '已取消報名，名額已釋出。確認信已寄出。',
          en: 'Your registration is cancelled and the place is free again. A confirmation is on its way.',
        }
        return myRegistrationPage(await view(ctx, found.site.event, gone, address, { notice }), lang)
      })
      if (!answer) return o.message(reply, 'notFound', lang)
      return answer.text === null ? o.message(reply, 'gone', lang, answer.found.site) : o.html(reply, answer.text)
    })
  }
}
