import type { FastifyBaseLogger } from 'fastify'
import { queueMail } from '../../../kernel/server/mail.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'

/** Queues the reset letter in the person's first organisation, so that it shows in that organisation's outbox. */
export async function sendResetMail(
  services: Services,
  log: FastifyBaseLogger,
  user: { id: string; email: string; name: string },
  token: string,
) {
  const url = `${services.publicUrl}/app/reset?token=${token}`
  const place = await services.db.asSystem((tx) =>
    tx
      .selectFrom('member')
      .select('organisationId')
      .where('userId', '=', user.id)
      .where('active', '=', true)
      .orderBy('createdAt')
      .executeTakeFirst(),
  )
  if (!place) return
  await asOrganisation(services, place.organisationId, log, (ctx) =>
    queueMail(ctx, {
      kind: 'identity.reset',
      to: [{ address: user.email, name: user.name }],
      subject: '重設密碼 Reset your password',
      blocks: [
        { kind: 'title', text: '重設密碼' },
        {
          kind: 'text',
          text: `${user.name} 您好：\n有人（希望是您）要求重設密碼。請在一小時內按下面的按鈕設定新密碼；不是您要求的，請不用理會，原密碼仍然有效。`,
        },
        { kind: 'button', text: '設定新密碼 Set a new password', url },
        {
          kind: 'small',
          text: 'Someone, hopefully you, asked to reset your password. The link works for one hour. If it was not you, ignore this letter.',
        },
      ],
    }),
  )
}
