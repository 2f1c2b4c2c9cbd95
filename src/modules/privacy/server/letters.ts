import { type Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type MailBlock, queueMail } from '../../../kernel/server/mail.ts'
import { requestKindNames } from '../contract/request.ts'
import type { StoredRequest } from './tables.ts'

const slash = (iso: string) => iso.replaceAll('-', '/')
/** Letters about rights go out in both languages: nobody asked which one the person reads. */
export async function sendLetter(
  ctx: Ctx,
  o: { kind: string; to: { address: string; name: string }; subject: Localized; text: Localized; more?: MailBlock[]; dedupeKey?: string },
): Promise<boolean> {
  if (!o.to.address) return false
  const organisation = await ctx.tx
    .selectFrom('organisation')
    .select(['name', 'nameEn', 'colour', 'email', 'phone'])
    .where('organisationId', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const sent = await queueMail(ctx, {
    kind: `privacy.${o.kind}`,
    to: [o.to],
    subject: `${o.subject.zh} ${o.subject.en}`,
    blocks: [
      { kind: 'title', text: o.subject.zh },
      { kind: 'text', text: `${o.to.name} 您好：\n${o.text.zh}` },
      ...(o.more ?? []),
      { kind: 'small', text: `Dear ${o.to.name},\n${o.text.en}` },
    ],
    brand: {
      name: organisation.name,
      colour: organisation.colour,
      footer: [organisation.name, organisation.email, organisation.phone].filter(Boolean).join('　'),
    },
    ...(o.dedupeKey ? { dedupeKey: o.dedupeKey } : {}),
  })
  return sent !== null
}

const about = (r: StoredRequest): [string, string][] => [
  ['請求編號 No.', `P-${String(r.number).padStart(4, '0')}`],
  ['請求 Request', `${requestKindNames[r.kind].zh} ${requestKindNames[r.kind].en}`],
  ['收到日期 Received', slash(r.receivedOn)],
]
const toOf = (r: StoredRequest) => ({ address: r.email, name: r.name })

/** Asks the person behind the mailbox whether the request is theirs. */
export const askConfirmation = (ctx: Ctx, r: StoredRequest, url: string): Promise<boolean> =>
  sendLetter(ctx, {
    kind: 'confirm',
    to: toOf(r),
    subject: { zh: '請確認您的個人資料請求', en: 'Please confirm your request about personal data' },
    text: {
      zh: '我們收到一件關於您個人資料的請求。為了不把資料交給別人，請按下面的按鈕確認是您本人提出的；連結三天內有效。不是您提出的，請不用理會。',
      en: 'We received a request about your personal data. So that nothing is given to anybody else, please confirm with the button above that it came from you; the link works for three days. If it was not you, ignore this letter.',
    },
    more: [
      { kind: 'facts', rows: about(r) },
      { kind: 'button', text: '是我提出的 It was me', url },
    ],
  })

/** Tells the person how the request ended, or that it takes longer. */
export const tellOutcome = (
  ctx: Ctx,
  r: StoredRequest,
  o: { subject: Localized; text: Localized; answer?: string; rows?: [string, string][]; link?: { url: string; until: string } },
): Promise<boolean> =>
  sendLetter(ctx, {
    kind: 'answer',
    to: toOf(r),
    subject: o.subject,
    text: o.text,
    more: [
      { kind: 'facts', rows: [...about(r), ...(o.rows ?? [])] },
      ...(o.answer ? [{ kind: 'text' as const, text: o.answer }] : []),
      ...(o.link
        ? [
            { kind: 'button' as const, text: '下載我的資料 Download my data', url: o.link.url },
            { kind: 'small' as const, text: `下載連結有效至 The link works until ${o.link.until.slice(0, 16).replace('T', ' ')} UTC` },
          ]
        : []),
    ],
  })
