import { formatDate, instantToZoned } from '../../../kernel/contract/dates.ts'
import { type Localized, pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { col, docModel, p, table } from '../../documents/contract/build.ts'
import type { DocModel } from '../../documents/contract/model.ts'
import { paperDate, paperDates } from '../../documents/contract/paper.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { type CertificateRow, roleNames } from '../contract/certificate.ts'
import { validCertificates } from './certificate.ts'

const title: Localized = { zh: '與會證明', en: 'Certificate of Attendance' }

/** Who certifies: the organiser that the event's site names, else the organisation itself. */
export async function issuerOf(ctx: Ctx, site: { organiser: Localized }): Promise<Localized> {
  const named = site.organiser
  if (named?.zh || named?.en) return { zh: named.zh || named.en, en: named.en || named.zh }
  const o = await ctx.tx.selectFrom('organisation').select(['name', 'nameEn']).where('organisationId', '=', ctx.orgId).executeTakeFirst()
  return { zh: o?.name ?? '', en: o?.nameEn || (o?.name ?? '') }
}

const longMonths = 'January February March April May June July August September October November December'.split(' ')
const partsOf = (iso: string) => iso.split('-').map(Number) as [number, number, number]
/** `13–14 May 2027`, `30 June – 2 July 2027`. */
export function enSpan(start: string, end: string): string {
  const [[y1, m1, d1], [y2, m2, d2]] = [partsOf(start), partsOf(end)]
  const tail = `${d2} ${longMonths[m2 - 1]} ${y2}`
  if (start === end) return tail
  if (y1 === y2 && m1 === m2) return `${d1}–${tail}`
  return `${d1} ${longMonths[m1 - 1]}${y1 === y2 ? '' : ` ${y1}`} – ${tail}`
}
/** `13 and 14 May 2027`, months and years once where they are shared. */
export function enDays(days: readonly string[]): string {
  const said = days.map((day, i) => {
    const [y, m, d] = partsOf(day)
    const next = days[i + 1]?.split('-').map(Number)
    return [d, next?.[1] === m && next?.[0] === y ? '' : longMonths[m - 1], next?.[0] === y ? '' : y].filter((x) => x !== '').join(' ')
  })
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`
}
const zhDays = (days: readonly string[]) =>
  days
    .map((day) => {
      const [, m, d] = partsOf(day)
      return `${m}\u00a0月\u00a0${d}\u00a0日`
    })
    .join('、')
const MANY = 6 // days that a sentence still names one by one

type EventOf = { name: Localized; zone: string; startDate: string; endDate: string; venueName: Localized; slug: string }
/** The two sentences of a certificate. Days are those of the arrivals; hours are not known and not said. */
export function sentences(e: EventOf, c: Pick<CertificateRow, 'days' | 'category' | 'attendance'>): Localized {
  const online = c.attendance === 'online'
  const role = roleNames[c.category]
  const n = c.days.length
  const few = n <= MANY
  const zhWhen = few ? zhDays(c.days) : `${zhDays([c.days[0]!])}至 ${zhDays([c.days.at(-1)!])}間`
  const place = pick(e.venueName, 'en')
  const where = place && !online ? `, ${place}` : ''
  const enWhen = few
    ? `on ${enDays(c.days)} (${n} ${n === 1 ? 'day' : 'days'})`
    : `on ${n} days between ${enSpan(c.days[0]!, c.days.at(-1)!)}`
  return {
    zh: `${paperDates(e.startDate, e.endDate, 'zh-TW', 'formal')}舉辦之「${pick(e.name, 'zh-TW')}」，茲證明上列人員以${role.zh}身分${online ? '線上參加' : '出席'}；報到日期：${zhWhen}，共\u00a0${n}\u00a0日。`,
    en: `This is to certify that the above-named took part in ${pick(e.name, 'en')} (${enSpan(e.startDate, e.endDate)}${where}) ${online ? 'online ' : ''}as ${role.en} and ${online ? 'logged in' : 'checked in'} ${enWhen}.`,
  }
}

/** The certificates as a model: its PDF is one page each; elsewhere it shows the register of their numbers. */
export async function certificateModel(ctx: Ctx, input: BuildInput, id?: string): Promise<DocModel> {
  const { lang } = input
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const event = await ctx.tx
    .selectFrom('event')
    .select(['name', 'zone', 'startDate', 'endDate', 'venueName', 'slug', 'site'])
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const rows = await validCertificates(ctx, id)
  const dayOf = (r: CertificateRow) => instantToZoned(r.issuedAt, event.zone).date
  const pages = rows.map((r) => ({
    name: r.name,
    nameEn: r.nameEn === r.name ? '' : r.nameEn,
    ...sentences(event, r),
    serial: r.serial,
    issued: { zh: `${paperDate(dayOf(r), 'zh-TW').replace(/（.*$/, '')}核發`, en: `Issued ${enSpan(dayOf(r), dayOf(r))}` },
    verify: input.services.publicUrl + r.verify,
  }))
  return docModel(
    {
      kind: 'form',
      lang,
      title: pick(title, lang),
      subtitle: pick(event.name, lang),
      letterhead: input.letterhead,
      printedAt: paperDate(input.today, lang, 'slash'),
      headFacts: [[say('核發張數', 'Certificates'), String(rows.length)]],
      certificates: { title, issuer: await issuerOf(ctx, event.site), pages },
    },
    rows.length
      ? [
          p(
            say(
              'PDF 為每人一頁的中英文證明；以下是核發字號一覽。',
              'The PDF has one bilingual page a person; this is the register of their numbers.',
            ),
          ),
          table({
            columns: [
              col('serial', say('字號', 'No.')),
              col('name', say('姓名', 'Name')),
              col('organisation', say('單位', 'Organisation')),
              col('role', say('身分', 'Role')),
              col('days', say('報到日期', 'Checked in')),
            ],
            rows: rows.map((r) => ({
              serial: r.serial,
              name: r.name,
              organisation: r.organisation,
              role: lang === 'en' ? pick(roleNames[r.category], 'en').replace(/^an? /, '') : roleNames[r.category].zh,
              days: r.days.map((d) => (lang === 'en' ? formatDate(d, 'en') : paperDate(d, lang, 'slash'))).join(say('、', ', ')),
            })),
          }),
        ]
      : [
          p(
            say(
              '還沒有核發與會證明。請到「報到」的「證明與簽到表」核發給有報到的人，再回來列印。',
              'No certificate has been issued yet. Issue them under Check-in, “Certificates and sheets”, then print them here.',
            ),
          ),
        ],
  )
}

/** 與會證明: one bilingual page for everybody whose certificate is valid. */
export const attendanceCertificate = defineDeliverable({
  key: 'attendance-certificate',
  action: 'checkin.certify',
  build: (ctx, input) => certificateModel(ctx, input),
})
