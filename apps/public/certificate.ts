import type { FastifyInstance } from 'fastify'
import type { Localized } from '../../src/kernel/contract/localized.ts'
import { transact } from '../../src/kernel/server/mount.ts'
import { verifyPath } from '../../src/modules/checkin/contract/certificate.ts'
import { certificateByCode } from '../../src/modules/checkin/server/index.ts'
import { certificatePage } from './index.ts'
import type { PublicSite } from './routes.ts'

const unknown: Localized = {
  zh: '查不到這張證明。請確認網址完整；若是掃描 QR 碼而來，這張紙可能不是本活動核發的，請向主辦單位查詢。',
  en: 'There is no such certificate. Check that the address is complete; if you scanned a QR code, the paper may not be from this event: please ask the organiser.',
}

/** The page behind a certificate's QR code: no account, 128 random bits in the address. */
export function mountCertificates(app: FastifyInstance, o: PublicSite) {
  for (const lang of ['zh-TW', 'en'] as const)
    app.get(
      `${lang === 'en' ? '/en' : ''}/e/:slug/c/:code`,
      { schema: { hide: true } as never, config: { rateLimit: { max: 120, timeWindow: 60_000 } } as never },
      async (request, reply) => {
        const { slug, code } = request.params as { slug: string; code: string }
        const place = /^[a-z0-9-]{1,64}$/.test(slug) ? await o.services.resolveSlug(slug) : null
        const certificate = place ? await transact(o.frame(request, place, lang), (ctx) => certificateByCode(ctx, code)) : null
        // A paper stays true where the event's site is not public, or no longer.
        const site = (await o.site(request, slug, lang))?.site
        if (!certificate) return o.message(reply, 'notFound', lang, site, unknown)
        return o.html(
          reply,
          certificatePage(
            {
              certificate,
              path: `/c/${code}`,
              address: { 'zh-TW': verifyPath(slug, 'zh-TW', code), en: verifyPath(slug, 'en', code) },
              ...(site ? { event: site.event } : {}),
            },
            lang,
          ),
        )
      },
    )
}
