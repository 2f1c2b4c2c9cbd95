import type { Ctx } from '../../../kernel/server/ctx.ts'
import { queueMail } from '../../../kernel/server/mail.ts'
import type {} from '../../identity/server/index.ts'

/** Tells the owners, once, that a webhook was turned off. `since` keeps a second notice for another time of failure apart. */
export async function tellOwners(
  ctx: Ctx,
  publicUrl: string,
  w: { id: string; name: string; host: string; why: 'failing' | 'gone'; since: string },
) {
  const owners = await ctx.tx
    .selectFrom('member')
    .select(['email', 'name'])
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .execute()
  if (owners.length === 0) return
  const [zh, en] =
    w.why === 'gone'
      ? ['接收端回覆 410 Gone，表示不再接收。', 'The receiver answered 410 Gone: it takes no more messages.']
      : ['連續數天送不出去。', 'Nothing has got through for days.']
  await queueMail(
    { ...ctx, eventId: null },
    {
      kind: 'integrations.webhookDisabled',
      to: owners.map((o) => ({ address: o.email, name: o.name })),
      subject: `Webhook 已停用 Webhook turned off：${w.name}`,
      blocks: [
        { kind: 'title', text: `Webhook「${w.name}」已自動停用` },
        { kind: 'text', text: `${zh}停用期間發生的事不會送出；修好之後可以重新啟用，再補送這段時間的通知。` },
        {
          kind: 'facts',
          rows: [
            ['接收端 Receiver', w.host],
            ['開始失敗 Failing since', `${w.since.slice(0, 16).replace('T', ' ')} UTC`],
          ],
        },
        { kind: 'button', text: '查看 Open', url: `${publicUrl}/app/o/settings/webhooks/${w.id}` },
        { kind: 'small', text: `${en} Turn it on again when it is mended, and replay what happened in the meantime.` },
      ],
      dedupeKey: `webhook-disabled/${w.id}/${w.since}`,
    },
  )
}
