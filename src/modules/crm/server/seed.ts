import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { DemoContext } from '../../../kernel/server/module.ts'
import type { CompanyKind } from '../contract/company.ts'
import { storePhone } from '../contract/values.ts'
import { type DemoCompanyRole, demoCompanies } from '../demo/companies.ts'
import { emptyCompany, emptyPerson, writeCompanies, writePeople } from './write.ts'

const kinds: Record<DemoCompanyRole, CompanyKind> = {
  client: 'client',
  'co-organiser': 'association',
  venue: 'venue',
  supplier: 'supplier',
  sponsor: 'sponsor',
  university: 'university',
  museum: 'venue',
  association: 'association',
  media: 'media',
  partner: 'association',
  government: 'government',
}

/** The demo's companies and their contacts. Leaves `company:<key>` and `person:contact:<key>` for later modules. */
export async function seed(ctx: Ctx, demo: DemoContext): Promise<void> {
  const rows = demoCompanies.map((c) => ({ c, companyId: newId(), personId: newId() }))
  for (const { c, companyId, personId } of rows) {
    demo.ids.set(`company:${c.key}`, companyId)
    demo.ids.set(`person:contact:${c.key}`, personId)
  }
  const company = (r: (typeof rows)[number]) => ({
    ...emptyCompany(),
    name: r.c.name,
    taxId: r.c.taxId,
    kind: kinds[r.c.role],
    industry: r.c.industry.zh,
    country: r.c.country,
    city: r.c.city.zh,
    website: r.c.website,
    notes: r.c.note.zh,
  })
  await writeCompanies(
    ctx,
    rows.map((r) => ({ id: r.companyId, next: company(r) })),
  )
  await writePeople(
    ctx,
    rows.map((r) => ({
      id: r.personId,
      next: {
        ...emptyPerson('demo'),
        name: r.c.contact.name.zh,
        nameEn: r.c.contact.name.en,
        title: r.c.contact.title.zh,
        titleEn: r.c.contact.title.en,
        companyId: r.companyId,
        country: 'TW',
        languages: ['zh-TW'],
        email: r.c.contact.email,
        mobile: storePhone(r.c.contact.phone) ?? '',
      },
    })),
  )
  // Two records that name each other: the company's contact comes after its person is there.
  await ctx.tx
    .updateTable('company')
    .set((eb) => ({
      contactPersonId: eb
        .selectFrom('person')
        .select('person.id')
        .whereRef('person.companyId', '=', 'company.id')
        .where('person.source', '=', 'demo')
        .limit(1),
    }))
    .where(
      'id',
      'in',
      rows.map((r) => r.companyId),
    )
    .execute()
  await twice(ctx, rows)
}

/** As directories have them: a contact typed in again at a fair, another with the name turned round, a company under its short form. */
async function twice(ctx: Ctx, rows: { companyId: string; personId: string; c: (typeof demoCompanies)[number] }[]) {
  const [x, y] = rows
  if (!x || !y) return
  const again = { ...emptyPerson('demo'), country: 'TW' }
  const { name, phone } = x.c.contact
  await writePeople(ctx, [
    { id: newId(), next: { ...again, name: name.zh, mobile: storePhone(phone) ?? '', tags: ['展場名片'] } },
    {
      id: newId(),
      next: { ...again, name: y.c.contact.name.zh, nameEn: y.c.contact.name.en.split(' ').toReversed().join(', '), companyId: y.companyId },
    },
  ])
  const short = x.c.name.zh.replace(/(股份)?有限公司$/, '')
  const form = short === x.c.name.zh ? `${short}有限公司` : short
  await writeCompanies(ctx, [{ id: newId(), next: { ...emptyCompany(), name: { zh: form, en: '' }, country: 'TW' } }])
}
