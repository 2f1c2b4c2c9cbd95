import { type Lang, type Localized, pick } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { col, docModel, section, table } from '../../documents/contract/build.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { paperDate, paperDates } from '../../documents/contract/paper.ts'
import { companyKindNames } from '../contract/company.ts'
import { type PersonRole, personRoleNames } from '../contract/person.ts'
import { showPhone } from '../contract/values.ts'

const words = (lang: Lang) => (zh: string, en: string) => (lang === 'en' ? en : zh)
const roleOrder = [
  'vip',
  'speaker',
  'chair',
  'author',
  'reviewer',
  'media',
  'sponsor',
  'exhibitor',
  'attendee',
  'client',
  'supplier',
  'staff',
] as PersonRole[]

/** The event's heading lines, read once. */
async function head(ctx: Ctx, { lang, letterhead, today }: BuildInput, title: Localized, count: string) {
  const e = await ctx.tx
    .selectFrom('event')
    .select(['name', 'startDate', 'endDate', 'venueName', 'clientId'])
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const w = words(lang)
  return {
    event: e,
    model: {
      kind: 'table' as const,
      lang,
      title: pick(title, lang),
      subtitle: pick(e.name, lang),
      letterhead,
      headFacts: [
        [w('期間', 'Dates'), paperDates(e.startDate, e.endDate, lang, 'slash')],
        [w('地點', 'Place'), pick(e.venueName, lang) || '—'],
        [w('筆數', 'Entries'), count],
      ] as [string, string][],
      footLeft: w('含個人資料，限本活動聯繫使用', 'Personal data: for contact about this event only'),
      printedAt: paperDate(today, lang, 'slash'),
    },
  }
}
/** The papers carry addresses whole, so only those who may export them so can build them (`crm.read_personal`); each build is in the trail. */
const noteExport = (ctx: Ctx, key: string) => audit(ctx, { entity: 'person', entityId: 'all', action: 'export.unmasked', label: key })

async function peopleOf(ctx: Ctx) {
  const rows = await ctx.tx
    .selectFrom('personRole')
    .innerJoin('person', (j) =>
      j.onRef('person.id', '=', 'personRole.personId').onRef('person.organisationId', '=', 'personRole.organisationId'),
    )
    .leftJoin('company', (j) =>
      j.onRef('company.id', '=', 'person.companyId').onRef('company.organisationId', '=', 'person.organisationId'),
    )
    .select([
      'person.id',
      'person.name',
      'person.nameEn',
      'person.title',
      'person.titleEn',
      'person.email',
      'person.phone',
      'person.mobile',
      'person.country',
      'person.consent',
      'company.name as company',
      'personRole.role',
    ])
    .where('personRole.eventId', '=', ctx.eventId!)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  const people = new Map<string, (typeof rows)[number] & { roles: PersonRole[] }>()
  for (const r of rows) {
    const p = people.get(r.id) ?? { ...r, roles: [] }
    if (!p.roles.includes(r.role as PersonRole)) p.roles.push(r.role as PersonRole)
    people.set(r.id, p)
  }
  return [...people.values()].map((p) => ({ ...p, roles: roleOrder.filter((r) => p.roles.includes(r)) }))
}

/** 與會者聯繫表: everybody with a role in this event, by their foremost role. */
export const attendeeContacts = defineDeliverable({
  key: 'attendee-contacts',
  action: 'crm.read_personal',
  build: async (ctx, input) => {
    const w = words(input.lang)
    const people = (await peopleOf(ctx)).filter((p) => p.roles.some((r) => r !== 'client' && r !== 'supplier' && r !== 'staff'))
    await noteExport(ctx, 'attendee-contacts')
    const { model } = await head(ctx, input, { zh: '與會者聯繫表', en: 'Attendee contact list' }, String(people.length))
    const groups = roleOrder.flatMap((role) => {
      const mine = people.filter((p) => p.roles[0] === role)
      return mine.length
        ? [
            {
              label: pick(personRoleNames[role], input.lang),
              rows: mine.map((p) => ({
                name: input.lang === 'en' ? p.nameEn || p.name : p.name,
                nameEn: input.lang === 'en' ? p.name : p.nameEn,
                company: pick(p.company, input.lang),
                title: input.lang === 'en' ? p.titleEn || p.title : p.title,
                roles: p.roles.map((r) => pick(personRoleNames[r], input.lang)).join('、'),
                country: p.country,
                email: p.email,
                phone: showPhone(p.mobile || p.phone, input.lang),
                consent: p.consent.marketing ? w('同意', 'yes') : w('未同意', 'no'),
              })),
            },
          ]
        : []
    })
    return docModel(
      model,
      section(
        'contacts',
        'live',
        table({
          sheet: w('與會者聯繫表', 'Attendees'),
          caption: w('與會者聯繫資料', 'Attendee contacts'),
          columns: [
            col('name', w('姓名', 'Name'), { width: 7 }),
            col('nameEn', w('英文姓名', 'Name (zh)'), { width: 9 }),
            col('company', w('公司／單位', 'Company'), { width: 14 }),
            col('title', w('職稱', 'Title'), { width: 8 }),
            col('roles', w('身分', 'Roles'), { width: 7 }),
            col('country', w('國籍', 'Country'), { width: 4 }),
            col('email', w('電子郵件', 'E-mail'), { width: 14 }),
            col('phone', w('電話', 'Phone'), { width: 10 }),
            col('consent', w('後續聯繫', 'May contact'), { width: 5 }),
          ],
          groups,
          notes: [
            w(
              '「後續聯繫」為未同意者，活動結束後不得寄送行銷訊息。',
              'Where “May contact” is no, no marketing may be sent after the event.',
            ),
          ],
        }),
      ),
    )
  },
})

/** 客戶聯繫表: the event's client, companies whose people are here as clients, and who to call there. */
export const clientContacts = defineDeliverable({
  key: 'client-contacts',
  action: 'crm.read_personal',
  build: async (ctx, input) => {
    const w = words(input.lang)
    await noteExport(ctx, 'client-contacts')
    const event = await ctx.tx.selectFrom('event').select('clientId').where('id', '=', ctx.eventId!).executeTakeFirstOrThrow()
    const people = await ctx.tx
      .selectFrom('personRole')
      .innerJoin('person', (j) =>
        j.onRef('person.id', '=', 'personRole.personId').onRef('person.organisationId', '=', 'personRole.organisationId'),
      )
      .select(['person.id', 'person.companyId'])
      .where('personRole.eventId', '=', ctx.eventId!)
      .where('personRole.role', '=', 'client')
      .execute()
    const companyIds = [...new Set([event.clientId, ...people.map((p) => p.companyId)].filter((x): x is string => Boolean(x)))]
    const companies = companyIds.length
      ? await ctx.tx.selectFrom('company').selectAll().where('id', 'in', companyIds).orderBy('nameKey').execute()
      : []
    const wanted = [...new Set([...people.map((p) => p.id), ...companies.flatMap((c) => (c.contactPersonId ? [c.contactPersonId] : []))])]
    const persons = wanted.length ? await ctx.tx.selectFrom('person').selectAll().where('id', 'in', wanted).orderBy('name').execute() : []
    const rows = companies
      .toSorted((a, b) => Number(b.id === event.clientId) - Number(a.id === event.clientId))
      .flatMap((c) => {
        const at = persons.filter((p) => p.companyId === c.id || p.id === c.contactPersonId)
        const first = {
          company: pick(c.name, input.lang),
          taxId: c.taxId,
          kind: c.id === event.clientId ? w('委辦單位', 'Client') : pick(companyKindNames[c.kind], input.lang),
          companyPhone: showPhone(c.phone, input.lang),
          address: [c.city, c.address].filter((x, i) => x && !(i === 0 && c.address.startsWith(x))).join(''),
        }
        return (at.length ? at : [null]).map((p) => ({
          ...first,
          name: p ? (input.lang === 'en' ? p.nameEn || p.name : p.name) : '',
          title: p ? (input.lang === 'en' ? p.titleEn || p.title : p.title) : '',
          email: p ? p.email : c.email,
          phone: p ? showPhone(p.mobile || p.phone, input.lang) : '',
        }))
      })
    const { model } = await head(ctx, input, { zh: '客戶聯繫表', en: 'Client contact list' }, String(rows.length))
    return docModel(
      model,
      section(
        'contacts',
        'live',
        table({
          sheet: w('客戶聯繫表', 'Clients'),
          caption: w('客戶聯繫資料', 'Client contacts'),
          columns: [
            col('company', w('客戶', 'Client'), { width: 14 }),
            col('taxId', w('統一編號', 'Tax ID'), { width: 6 }),
            col('kind', w('類別', 'Kind'), { width: 6 }),
            col('name', w('聯絡人', 'Contact'), { width: 7 }),
            col('title', w('職稱', 'Title'), { width: 8 }),
            col('phone', w('聯絡電話', 'Phone'), { width: 10 }),
            col('email', w('電子郵件', 'E-mail'), { width: 14 }),
            col('companyPhone', w('公司電話', 'Company phone'), { width: 10 }),
            col('address', w('地址', 'Address'), { width: 14 }),
          ],
          rows,
        }),
      ),
    )
  },
})
