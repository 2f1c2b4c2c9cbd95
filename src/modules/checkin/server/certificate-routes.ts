import type { Ctx } from '../../../kernel/server/ctx.ts'
import { download } from '../../../kernel/server/files.ts'
import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { mimeOf, inputOf, renderModel } from '../../documents/server/index.ts'
import { certificateEndpoints as e } from '../contract/certificate.ts'
import { certificateModel } from './certificate-paper.ts'
import { certificateSummary, issueCertificates, listCertificates, restoreCertificate, revokeCertificate } from './certificate.ts'
import { signInModel } from './sign-in.ts'

export function certificateRoutes(mount: Mount, services: Services) {
  mount.endpoint(e.list, (ctx, { query }) => listCertificates(ctx, query))
  mount.endpoint(e.summary, (ctx) => certificateSummary(ctx))
  mount.endpoint(e.issue, (ctx, { body }) => issueCertificates(ctx, body.registrationIds))
  mount.endpoint(e.revoke, (ctx, { params, body }) => revokeCertificate(ctx, params.id, body.reason))
  mount.endpoint(e.restore, (ctx, { params }) => restoreCertificate(ctx, params.id))

  const eventName = async (ctx: Ctx) =>
    (await ctx.tx.selectFrom('event').select('slug').where('id', '=', ctx.eventId!).executeTakeFirstOrThrow()).slug
  mount.endpoint(e.file, async (ctx, { query }) => {
    const model = await certificateModel(ctx, await inputOf(ctx, services, 'attendance-certificate', 'zh-TW'), query.id)
    const serial = query.id ? model.certificates!.pages[0]!.serial : ctx.now.slice(0, 10).replaceAll('-', '')
    const name = `${await eventName(ctx)}-certificate-${serial}.pdf`
    return async () => download({ name, mime: mimeOf.pdf!, bytes: await renderModel(model, 'pdf') })
  })
  mount.endpoint(e.signIn, async (ctx, { query }) => {
    const { lang, ...options } = query
    const model = await signInModel(ctx, await inputOf(ctx, services, 'sign-in-sheet', lang), options)
    const name = `${await eventName(ctx)}-sign-in${options.day ? `-${options.day}` : ''}.pdf`
    return async () => download({ name, mime: mimeOf.pdf!, bytes: await renderModel(model, 'pdf') })
  })
}
