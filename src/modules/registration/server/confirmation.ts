import { formatDateRange } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { type Currency, formatMoney } from '../../../kernel/contract/money.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type MailDraft, queueMail } from '../../../kernel/server/mail.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import { attendeePath } from '../contract/links.ts'
import type { Registration } from '../contract/registration.ts'
import { attendanceNames } from '../contract/ticket.ts'
import { deskKeys } from './desk.ts'
import { writeEntry } from './calendar.ts'
import { qrPng, qrSvg } from '../../documents/server/index.ts'
import { registrations } from './register.ts'
import { qrText, tokenText } from './sign.ts'

let publicUrl = () => ''
/** The address of this installation, known once the server listens. */
export const usePublicUrl = (of: () => string): void => void (publicUrl = of)

const words = {
  'zh-TW': {
    subject: '報名完成：',
    hello: (n: string) => `${n} 您好`,
    text: '您的報名已經完成。報到時請出示下面的 QR 碼，螢幕或列印皆可。',
    cancelled: '已取消報名：',
    cancelledText: '您的報名已經取消，名額已釋出。若非您本人的意思，請與主辦單位聯絡。',
    code: '報名編號',
    ticket: '票種',
    dates: '日期',
    place: '地點',
    how: '參加方式',
    fee: '費用',
    free: '免費',
    later: '（繳費方式由主辦單位另行通知）',
    alt: '報到用 QR 碼',
    noPicture: '看不到 QR 碼？請按下面的按鈕開啟您的報名頁，或報到時報出編號。',
    manage: '查看或取消報名',
    small: '這個連結只屬於您，請勿轉寄。',
  },
  en: {
    subject: 'Registered: ',
    hello: (n: string) => `Dear ${n}`,
    text: 'You are registered. Please show the QR code below when you arrive, on screen or on paper.',
    cancelled: 'Registration cancelled: ',
    cancelledText: 'Your registration has been cancelled and your place released. If this was not your wish, please contact the organiser.',
    code: 'Code',
    ticket: 'Ticket',
    dates: 'Dates',
    place: 'Venue',
    how: 'Attendance',
    fee: 'Fee',
    free: 'Free',
    later: ' (the organiser will tell you how to pay)',
    alt: 'QR code for check-in',
    noPicture: 'No QR code to be seen? Open your registration with the button below, or give your code at the desk.',
    manage: 'See or cancel my registration',
    small: 'This link is yours alone; please do not forward it.',
  },
} as const

async function letterOf(ctx: Ctx, id: string) {
  const r = await registrations.get(ctx, id)
  const [event, ticket, organisation] = [
    await ctx.tx
      .selectFrom('event')
      .select(['slug', 'name', 'startDate', 'endDate', 'venueName', 'venueAddress', 'colour', 'site'])
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', r.eventId)
      .executeTakeFirstOrThrow(),
    await ctx.tx
      .selectFrom('ticketType')
      .select('name')
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', r.ticketTypeId)
      .executeTakeFirstOrThrow(),
    await ctx.tx.selectFrom('organisation').select(['name', 'nameEn', 'colour', 'email', 'phone']).executeTakeFirstOrThrow(),
  ]
  const lang: Lang = r.language
  const say = words[lang]
  const host = pick(event.site.organiser, lang) || (lang === 'en' && organisation.nameEn) || organisation.name
  const contact = [event.site.contactEmail || organisation.email, event.site.contactPhone || organisation.phone].filter(Boolean).join('　')
  const brand = {
    name: pick(event.name, lang),
    colour: event.colour || organisation.colour,
    footer: [host, contact].filter(Boolean).join('　'),
  }
  return { r, event, ticket, lang, say, brand }
}

/**
 * Queues the confirmation with the QR code. Once a registration unless `again`; false where it was queued before.
 * Errors: `record.not_found`, `registration.no_email`, `registration.is_cancelled`.
 */
export async function queueConfirmation(ctx: Ctx, id: string, o: { again?: boolean } = {}): Promise<boolean> {
  const { r, event, ticket, lang, say, brand } = await letterOf(ctx, id)
  if (!r.email) throw new AppError('registration.no_email')
  if (r.status !== 'confirmed') throw new AppError('registration.is_cancelled')
  const keys = await deskKeys(ctx)
  const place = [pick(event.venueName, lang), pick(event.venueAddress, lang)].filter(Boolean).join('\n')
  const fee = r.price === 0 ? say.free : formatMoney(r.price, r.currency as Currency, lang) + say.later
  const rows: [string, string][] = [
    [say.code, r.code],
    [say.ticket, pick(ticket.name, lang)],
    [say.dates, formatDateRange(event.startDate, event.endDate, lang)],
    [say.how, pick(attendanceNames[r.attendance], lang)],
    ...(place && r.attendance === 'onsite' ? [[say.place, place] as [string, string]] : []),
    [say.fee, fee],
  ]
  const own = publicUrl() + attendeePath(event.slug, lang, tokenText(r, keys.pageKey))
  const calendar = await eventCalendar(ctx, r, own)
  const mail: MailDraft = {
    kind: 'registration.confirmed',
    to: [{ address: r.email, name: r.name }],
    subject: say.subject + pick(event.name, lang),
    brand,
    lang,
    blocks: [
      { kind: 'title', text: say.hello(r.name) },
      { kind: 'text', text: say.text },
      { kind: 'image', cid: 'qr', width: 200, alt: say.alt },
      { kind: 'facts', rows },
      { kind: 'small', text: say.noPicture },
      { kind: 'button', text: say.manage, url: own },
      { kind: 'small', text: say.small },
    ],
    attachments: [
      { filename: `${r.code}.png`, contentType: 'image/png', base64: qrPng(qrText(r, keys.qrKey)).toString('base64'), cid: 'qr' },
      {
        filename: 'event.ics',
        contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
        base64: Buffer.from(calendar).toString('base64'),
      },
    ],
    ...(o.again ? {} : { dedupeKey: `registration.confirmed:${r.id}` }),
  }
  return (await queueMail({ ...ctx, eventId: r.eventId }, mail)) !== null
}

/** Tells a person that their place was cancelled. */
export async function queueCancellation(ctx: Ctx, id: string): Promise<void> {
  const { r, event, lang, say, brand } = await letterOf(ctx, id)
  if (!r.email || r.status !== 'cancelled') return
  await queueMail(
    { ...ctx, eventId: r.eventId },
    {
      kind: 'registration.cancelled',
      to: [{ address: r.email, name: r.name }],
      subject: say.cancelled + pick(event.name, lang),
      brand,
      lang,
      blocks: [
        { kind: 'title', text: say.hello(r.name) },
        { kind: 'text', text: say.cancelledText },
        { kind: 'facts', rows: [[say.code, r.code]] },
      ],
      dedupeKey: `registration.cancelled:${r.id}:${r.cancelledAt}`,
    },
  )
}

/** The event as an entry for the calendar of who is registered; `url` leads to their own page. iCalendar text. */
export async function eventCalendar(ctx: Ctx, r: Registration, url: string): Promise<string> {
  const { event, lang, say } = await letterOf(ctx, r.id)
  const place = [event.venueName, event.venueAddress].map((t) => pick(t, lang)).filter(Boolean)
  return writeEntry({
    uid: `${r.eventId}@bantoh`,
    stamp: ctx.now,
    start: event.startDate,
    end: event.endDate,
    title: pick(event.name, lang),
    place: r.attendance === 'onsite' ? place.join(lang === 'en' ? ', ' : '，') : '',
    text: `${say.code}${lang === 'en' ? ': ' : '：'}${r.code}`,
    url,
  })
}

/** A registration's QR code as an SVG file. */
export async function qrAnswer(ctx: Ctx, id: string): Promise<RawAnswer> {
  const r = await registrations.get(ctx, id)
  const svg = qrSvg(qrText(r, (await deskKeys(ctx)).qrKey))
  return {
    headers: { 'content-type': 'image/svg+xml; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
    body: svg,
  }
}
