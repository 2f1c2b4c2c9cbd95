import type { FastifyBaseLogger } from 'fastify'
import { type MailBlock, queueMail } from '../../../kernel/server/mail.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'

/** Queues a letter about somebody's account in the person's first organisation, whose owners see it among its letters. */
export async function accountLetter(
  services: Services,
  log: FastifyBaseLogger,
  userId: string,
  letter: { kind: string; subject: string; blocks: (name: string) => MailBlock[] },
): Promise<void> {
  const place = await services.db.asSystem((tx) =>
    tx
      .selectFrom('member')
      .innerJoin('authUser', 'authUser.id', 'member.userId')
      .select(['member.organisationId', 'authUser.email', 'authUser.name'])
      .where('member.userId', '=', userId)
      .where('member.active', '=', true)
      .orderBy('member.createdAt')
      .executeTakeFirst(),
  )
  if (!place) return
  await asOrganisation(services, place.organisationId, log, (ctx) =>
    queueMail(ctx, {
      kind: letter.kind,
      to: [{ address: place.email, name: place.name }],
      subject: letter.subject,
      blocks: letter.blocks(place.name),
    }),
  )
}

const taipei = new Intl.DateTimeFormat('zh-TW', { timeZone: 'Asia/Taipei', dateStyle: 'medium', timeStyle: 'short', hour12: false })
export const inTaipei = (at: Date) => `${taipei.format(at)}（台北時間）`
