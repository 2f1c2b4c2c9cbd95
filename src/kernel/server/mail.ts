import type { FastifyBaseLogger } from 'fastify'
import mjml2html from 'mjml'
import { createTransport, type Transporter } from 'nodemailer'
import { sql } from 'kysely'
import { newId } from '../contract/ids.ts'
import type { Lang } from '../contract/localized.ts'
import type { Ctx } from './ctx.ts'
import { json } from './db.ts'
import type { Services } from './mount.ts'

export type MailAttachment = { filename: string; contentType: string; base64: string; cid?: string }
export type MailDraft = {
  kind: string
  to: { address: string; name?: string }[]
  subject: string
  /** The letter as plain blocks; one look for all mail. Text is escaped here. */
  blocks: MailBlock[]
  brand?: { name: string; colour?: string; footer?: string }
  lang?: Lang
  attachments?: MailAttachment[]
  /** A second call with the same key in one organisation sends nothing. */
  dedupeKey?: string
}
export type MailBlock =
  | { kind: 'title' | 'text' | 'small'; text: string }
  | { kind: 'facts'; rows: [string, string][] }
  | { kind: 'button'; text: string; url: string }
  | { kind: 'image'; cid: string; width: number; alt: string }

// Paper and ink turn round in the dark; a QR code keeps its white ground. Without these words some programs turn it, too.
const dark =
  '<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw><mj-style>@media (prefers-color-scheme:dark){body,.ground,.ground>div{background:#16181B!important}.sheet,.sheet>table{background:#1D2023!important}.sheet div,.sheet table,.sheet td{color:#E8E6E0!important}.sheet .k,.foot div{color:#A9ADB3!important}.sheet a{color:#fff!important}}</mj-style>'
const escape = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
// A letter's frame takes MJML 20 ms, so a thousand letters of one shape share it: texts stand in it as marks.
const frames = new Map<string, Promise<string>>()
function frame(source: string): Promise<string> {
  if (frames.size > 100) frames.clear()
  const made = frames.get(source) ?? mjml2html(source).then((r) => r.html)
  frames.set(source, made)
  return made
}

async function letter(d: MailDraft): Promise<{ html: string; text: string }> {
  const colour = /^#[0-9a-f]{6}$/i.test(d.brand?.colour ?? '') ? d.brand!.colour! : '#1F2328'
  const texts: string[] = []
  const esc = (s: string) => `@@${texts.push(escape(s)) - 1}@@`
  const lines = (s: string) => `@@${texts.push(escape(s).replaceAll('\n', '<br/>')) - 1}@@`
  const part = (b: MailBlock): string => {
    switch (b.kind) {
      case 'title':
        return `<mj-text font-size="22px" font-weight="700" line-height="1.4">${lines(b.text)}</mj-text>`
      case 'small':
        return `<mj-text font-size="12px" color="#636870">${lines(b.text)}</mj-text>`
      case 'text':
        return `<mj-text>${lines(b.text)}</mj-text>`
      case 'facts':
        return `<mj-table font-size="15px" line-height="1.6" color="#1F2328">${b.rows.map(([k, v]) => `<tr><td class="k" style="padding:4px 16px 4px 0;color:#636870;white-space:nowrap;vertical-align:top">${esc(k)}</td><td style="padding:4px 0">${lines(v)}</td></tr>`).join('')}</mj-table>`
      case 'button':
        return `<mj-button href="${esc(b.url)}" background-color="${colour}" border-radius="6px" align="left" font-weight="700">${esc(b.text)}</mj-button>`
      case 'image':
        return `<mj-image src="cid:${esc(b.cid)}" width="${b.width}px" align="left" alt="${esc(b.alt)}" />`
    }
  }
  const foot = d.brand?.footer ? esc(d.brand.footer) : ''
  const html = await frame(
    `<mjml lang="${d.lang === 'en' ? 'en' : 'zh-Hant-TW'}"><mj-head><mj-title>${esc(d.subject)}</mj-title>${dark}<mj-attributes><mj-all font-family="'Noto Sans TC','PingFang TC','Microsoft JhengHei',sans-serif" /><mj-text font-size="15px" line-height="1.75" color="#1F2328" /></mj-attributes></mj-head><mj-body background-color="#FBFAF7" width="600px" css-class="ground"><mj-section background-color="${colour}" padding="14px 0"><mj-column><mj-text color="#ffffff" font-size="15px" font-weight="700">${esc(d.brand?.name ?? 'Bantoh 辦桌')}</mj-text></mj-column></mj-section><mj-section background-color="#ffffff" padding="16px 0 24px" css-class="sheet"><mj-column>${d.blocks.map(part).join('')}</mj-column></mj-section><mj-section padding="8px 0" css-class="foot"><mj-column><mj-text font-size="12px" color="#636870">${foot ? `${foot}<br/>` : ''}${d.lang === 'en' ? 'Made with Bantoh' : '以 Bantoh 辦桌籌備'}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  ).then((marked) => marked.replaceAll(/@@(\d+)@@/g, (_, i) => texts[i] ?? ''))
  const text = d.blocks
    .map((b) =>
      b.kind === 'facts'
        ? b.rows.map(([k, v]) => `${k}：${v}`).join('\n')
        : b.kind === 'button'
          ? `${b.text}\n${b.url}`
          : b.kind === 'image'
            ? ''
            : b.text,
    )
    .filter(Boolean)
    .join('\n\n')
  return { html, text: d.brand?.footer ? `${text}\n\n--\n${d.brand.footer}` : text }
}

/** Queues a letter in the caller's transaction; one message a recipient, so that nobody sees the others' addresses. */
export async function queueMail(ctx: Ctx, d: MailDraft): Promise<string | null> {
  const { html, text } = await letter(d)
  const id = newId()
  const made = await ctx.tx
    .insertInto('mailMessage')
    .values({
      id,
      organisationId: ctx.orgId,
      eventId: ctx.eventId,
      kind: d.kind,
      subject: d.subject.replaceAll(/[\r\n]+/g, ' ').slice(0, 300),
      html,
      bodyText: text,
      attachments: json(d.attachments ?? []),
      dedupeKey: d.dedupeKey ?? null,
      createdAt: ctx.now,
    })
    .onConflict((c) => c.columns(['organisationId', 'dedupeKey']).where('dedupeKey', 'is not', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return null
  await ctx.tx
    .insertInto('mailRecipient')
    .values(d.to.map((t) => ({ id: newId(), organisationId: ctx.orgId, messageId: id, address: t.address, name: t.name ?? '' })))
    .execute()
  ctx.touch('mail')
  return id
}

/** Of a letter that the server puts off, and of one that no server took an interest in: four days, as mail servers do (RFC 5321 §4.5.4.1). */
const MOST = { putOff: 8, unheard: 100 }
/** How long a letter is its sender's alone; longer than all the time limits of one delivery. */
const LEASE_MINUTES = 5
/**
 * Sends what is queued: over SMTP where configured, else marked `logged` for the in-app viewer. Each letter is claimed for a while
 * and marked by itself, with no transaction open while it is sent: several processes share the work, and who dies on the way
 * sends one letter twice at most. What does not get through is tried again after 1, 2, 4 … 60 minutes, in the end `failed`.
 */
export function startMailer(
  services: Services,
  opts: { smtpUrl?: string | undefined; from: string },
  log: FastifyBaseLogger,
): { drain(): Promise<number>; stop(): Promise<void> } {
  const transport: Transporter | null = opts.smtpUrl
    ? createTransport(opts.smtpUrl, { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as never)
    : null
  let running: Promise<number> | undefined
  let stopped = false
  const minutes = (n: number) => sql<string>`now() + make_interval(mins => ${n})`
  const claim = () =>
    services.db.asSystem(async (tx) => {
      const due = tx
        .selectFrom('mailRecipient')
        .select('id')
        .where('status', '=', 'queued')
        .where('nextAt', '<=', sql<string>`now()`)
        .orderBy('nextAt')
        .limit(transport ? 1 : 200)
        .forUpdate()
        .skipLocked()
      const batch = await tx
        .updateTable('mailRecipient')
        .set(transport ? { nextAt: minutes(LEASE_MINUTES) } : { status: 'logged', sentAt: sql<string>`now()` })
        .where('id', 'in', due)
        .returningAll()
        .execute()
      const letter = batch[0] && transport && tx.selectFrom('mailMessage').selectAll().where('id', '=', batch[0].messageId)
      return { batch, message: letter ? await letter.executeTakeFirstOrThrow() : null }
    })
  /** Sends one letter or marks a batch; 0 where there is nothing to do, or no server to do it with. */
  async function step(): Promise<number> {
    const { batch, message: m } = await claim()
    const r = batch[0]
    if (!r || !m || !transport) return batch.length
    const mark = (values: object) =>
      services.db.asSystem((tx) =>
        tx
          .updateTable('mailRecipient')
          .set({ attempts: r.attempts + 1, ...values } as never)
          .where('organisationId', '=', r.organisationId)
          .where('id', '=', r.id)
          .execute(),
      )
    const send = () =>
      transport.sendMail({
        from: opts.from,
        to: { address: r.address, name: r.name },
        subject: m.subject,
        html: m.html,
        text: m.bodyText,
        messageId: `<${r.id}@bantoh>`,
        attachments: (m.attachments as MailAttachment[]).map((a) => ({
          filename: a.filename,
          contentType: a.contentType,
          content: Buffer.from(a.base64, 'base64'),
          ...(a.cid ? { cid: a.cid } : {}),
        })),
      })
    const failure = await (services.trace?.('mail send', send) ?? send()).then(
      () => null,
      (e: Error & { responseCode?: number }) => e,
    )
    if (!failure) {
      await mark({ status: 'sent', sentAt: sql`now()`, lastError: null })
      return 1
    }
    const code = failure.responseCode ?? 0
    const final = code >= 500 || r.attempts + 1 >= (code ? MOST.putOff : MOST.unheard)
    const next = final ? { status: 'failed' } : { nextAt: minutes(Math.min(60, 2 ** r.attempts)) }
    await mark({ lastError: failure.message.slice(0, 300), ...next })
    return code ? 1 : 0
  }
  const drain = () =>
    (running ??= (async () => {
      let all = 0
      try {
        for (let n = 1; n > 0 && !stopped; all += n) n = await step()
      } catch (err) {
        log.warn({ err }, 'mail waits')
      } finally {
        running = undefined
      }
      return all
    })())
  const timer = setInterval(drain, 1500)
  return {
    drain,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
      transport?.close()
    },
  }
}
