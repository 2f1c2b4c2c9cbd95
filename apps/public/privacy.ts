import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Localized } from '../../src/kernel/contract/localized.ts'
import type { Ctx } from '../../src/kernel/server/ctx.ts'
import { AppError } from '../../src/kernel/server/errors.ts'
import { asOrganisation, type Services } from '../../src/kernel/server/mount.ts'
import { confirmByToken, readToken, withdrawByToken } from '../../src/modules/privacy/server/index.ts'
import { html, type Html } from './html.ts'
import { privacyPage, siteStyle } from './index.ts'
import { loadSite, type Site } from './load.ts'
import { PRIVACY_VERSION } from './register.ts'
import type { PrivacyView } from './view.ts'

/** The notice as a site shows it. */
export function noticeView(s: Site): PrivacyView {
  const e = s.programme.event
  return {
    event: s.event,
    version: PRIVACY_VERSION,
    effectiveFrom: '2026-11-01',
    collector: { name: s.event.organiser!.name, email: s.organiserContact.email, phone: s.organiserContact.phone },
    retentionMonths: Math.max(1, Math.round(e.site.retentionDays / 30)),
    ...(e.site.privacyNote.zh || e.site.privacyNote.en ? { extra: e.site.privacyNote } : {}),
  }
}

/** The words of the page, without its marks. */
const words = (page: string): string =>
  /<main[^>]*>([\s\S]*)<\/main>/
    .exec(page)![1]!
    .replaceAll(/<\/(?:p|h1|h2|h3|li|dt|dd|div|section)>|<br>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', '’')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)
    .join('\n')

/** What the ctx's event tells registrants today, in both languages; null where it has no public site. */
export async function noticeOf(ctx: Ctx, origin: string): Promise<{ version: string; body: Localized } | null> {
  const s = await loadSite(ctx, origin)
  if (!s) return null
  const view = noticeView(s)
  return { version: PRIVACY_VERSION, body: { zh: words(privacyPage(view, 'zh-TW')), en: words(privacyPage(view, 'en')) } }
}

const sheet = (title: Localized, body: Html | string) =>
  html`<!doctype html>
<html lang="zh-Hant-TW"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title.zh} ${title.en}</title><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="${siteStyle.path}"></head>
<body><main id="main" class="wrap"><div class="msg"><h1>${title.zh}</h1><p lang="en">${title.en}</p>${body}</div></main></body></html>`.text

const gone: Localized = { zh: '連結無效或已過期', en: 'The link is invalid or has expired' }

/**
 * Pages behind the links of our letters: opening one changes nothing (mail programs open links by themselves), its button does. The
 * sealed address is the proof and names the organisation.
 */
export function mountPrivacyLinks(app: FastifyInstance, services: Services) {
  const options = { schema: { hide: true } as never, config: { rateLimit: { max: 30, timeWindow: 60_000 } } as never }
  const send = (reply: FastifyReply, status: number, text: string) =>
    reply.status(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)
  const page = (
    act: 'confirm' | 'withdraw',
    asked: Localized,
    button: Localized,
    done: Localized,
    run: (ctx: Ctx, token: string) => Promise<unknown>,
  ) => {
    const path = `/privacy/${act}/:token`
    const open = async (request: FastifyRequest, reply: FastifyReply, fn: (organisationId: string, token: string) => Promise<string>) => {
      const { token } = request.params as { token: string }
      try {
        const { organisationId } = readToken(act, token, new Date().toISOString())
        return send(reply, 200, await fn(organisationId, token))
      } catch (e) {
        if (e instanceof AppError && e.code === 'privacy.link_invalid') return send(reply, 404, sheet(gone, ''))
        throw e
      }
    }
    app.get(path, options, (request, reply) =>
      open(request, reply, async () =>
        sheet(asked, html`<form method="post"><p class="acts"><button class="btn p">${button.zh} ${button.en}</button></p></form>`),
      ),
    )
    // One press, also by the mail program itself (RFC 8058).
    app.post(path, options, (request, reply) =>
      open(request, reply, async (organisationId, token) => {
        await asOrganisation(services, organisationId, request.log, (ctx) => run(ctx, token), {
          actor: { kind: 'portal', id: null, name: '當事人 Data subject', organisationId, role: null, events: new Map(), scopes: [] },
        })
        return sheet(done, '')
      }),
    )
  }
  page(
    'confirm',
    { zh: '請確認這件請求是您本人提出的', en: 'Please confirm that you made this request' },
    { zh: '是我提出的', en: 'It was me' },
    { zh: '謝謝，已確認', en: 'Thank you, confirmed' },
    confirmByToken,
  )
  page(
    'withdraw',
    { zh: '不再收到我們的活動訊息？', en: 'No more news from us?' },
    { zh: '停止寄送', en: 'Unsubscribe' },
    { zh: '已停止寄送', en: 'You will get no more news' },
    withdrawByToken,
  )
}
