import { useEffect, useMemo, useState } from 'react'
import { z } from 'zod'
import { type Lang, type Localized, pick } from '../../../kernel/contract/localized.ts'
import { call } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Tag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { company, companyEndpoints, companyKindNames, type CompanyRow } from '../contract/company.ts'
import {
  person,
  personalLabels,
  type PersonalField,
  personEndpoints,
  type PersonRole,
  personRoleNames,
  type PersonRow,
} from '../contract/person.ts'

export const options = <K extends string>(names: Record<K, Localized>, lang: Lang) =>
  (Object.keys(names) as K[]).map((value) => ({ value, label: pick(names[value], lang) }))

const countryLists = new Map<Lang, { value: string; label: string }[]>()
/** Countries and regions by name, Taiwan first. */
export function countryOptions(lang: Lang) {
  let list = countryLists.get(lang)
  if (!list) {
    const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'none' })
    list = Array.from({ length: 676 }, (_, i) => String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26)))
      .flatMap((value) =>
        ['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'UK'].includes(value) || !names.of(value)
          ? []
          : [{ value, label: value === 'TW' && lang === 'zh-TW' ? '臺灣' : names.of(value)! }],
      )
      .toSorted((a, b) => (a.value === 'TW' ? -1 : b.value === 'TW' ? 1 : a.label.localeCompare(b.label, lang)))
    countryLists.set(lang, list)
  }
  return list
}
export const countryName = (code: string, lang: Lang) => countryOptions(lang).find((c) => c.value === code)?.label ?? code

/** Languages by name where they are given as codes; what people wrote stays as it is. */
export const languageNames = (codes: string[], lang: Lang) => {
  const names = new Intl.DisplayNames(lang, { type: 'language', fallback: 'none' })
  return codes.map((code) => {
    if (!/^[a-z]{2,3}(?:-[a-z0-9]+)*$/i.test(code)) return code
    if (code.toLowerCase() === 'zh-tw') return lang === 'en' ? 'Chinese (Taiwan)' : '中文（臺灣）'
    return names.of(code) ?? code
  })
}

export function RoleTags({ roles }: { roles: PersonRole[] }) {
  const lang = useLang()
  return (
    <>
      {roles.map((role) => (
        <Tag key={role}>{pick(personRoleNames[role], lang)}</Tag>
      ))}
    </>
  )
}

const SHOWN_MS = 60_000
/** A masked value with an eye: the look is written down, and after a minute the mask is back. */
export function Secret({ person, field }: { person: PersonRow; field: PersonalField }) {
  const t = useT('crm')
  const lang = useLang()
  const text = useProblemText()
  const [seen, setSeen] = useState<{ version: number; text: string } | null>(null)
  const [asking, setAsking] = useState(false)
  const shown = seen?.version === person.version ? seen.text : null
  useEffect(() => {
    if (!seen) return
    const timer = setTimeout(() => setSeen(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [seen])
  const may = field === 'nationalId' ? person.can?.revealId : person.can?.reveal
  if (!person[field]) return <>—</>
  const look = async (reason?: string) => {
    try {
      const answer = await call(personEndpoints.reveal, { params: { id: person.id }, query: { fields: field, reason } as never })
      setAsking(false)
      setSeen({ version: person.version, text: answer[field] ?? '' })
    } catch (error) {
      toast(text(error), { tone: 'amber' })
    }
  }
  return (
    <span style={{ gap: 4, display: 'inline-flex', alignItems: 'center', verticalAlign: 'top', whiteSpace: 'nowrap' }}>
      <span>{shown ?? person[field]}</span>
      {may && (
        <Button
          look="quiet"
          style={{ marginBlock: -6 }}
          icon={shown === null ? 'eye' : 'hide'}
          aria-label={t(shown === null ? 'reveal' : 'conceal', { field: pick(personalLabels[field], lang) })}
          onClick={() => (shown !== null ? setSeen(null) : field === 'nationalId' ? setAsking(true) : void look())}
        />
      )}
      {asking && <Why onClose={() => setAsking(false)} onGiven={look} />}
    </span>
  )
}

const whySchema = z.object({ reason: z.string().trim().min(2).max(200) })
function Why({ onClose, onGiven }: { onClose: () => void; onGiven: (reason: string) => Promise<void> }) {
  const t = useT('crm')
  const form = useKitForm({ schema: whySchema, defaults: { reason: '' } })
  return (
    <FormModal
      open
      onClose={onClose}
      title={t('why.title')}
      form={form}
      submit={t('why.show')}
      onSubmit={({ reason }: z.output<typeof whySchema>) => onGiven(reason)}
    >
      <Field.Text name="reason" label={t('why.reason')} help={t('why.help')} required />
    </FormModal>
  )
}

const text = (max: number) => z.string().trim().max(max)
/** The form's shape; the server checks identifiers and answers at the field. */
export const personForm = z.object({
  name: text(120).min(1),
  nameEn: text(120),
  title: text(120),
  titleEn: text(120),
  companyId: z.string().nullable(),
  country: z.string().nullable(),
  email: text(200),
  phone: text(60),
  mobile: text(60),
  nationalId: text(40),
  tags: z.string(),
  notes: text(4000),
  marketing: z.boolean(),
})
export type PersonForm = z.output<typeof personForm>
export const emptyPersonForm: PersonForm = {
  name: '',
  nameEn: '',
  title: '',
  titleEn: '',
  companyId: null,
  country: 'TW',
  email: '',
  phone: '',
  mobile: '',
  nationalId: '',
  tags: '',
  notes: '',
  marketing: false,
}
export const formOfPerson = (p: PersonRow): PersonForm => ({
  name: p.name,
  nameEn: p.nameEn,
  title: p.title,
  titleEn: p.titleEn,
  companyId: p.companyId,
  country: p.country || null,
  email: p.email,
  phone: p.phone,
  mobile: p.mobile,
  nationalId: p.nationalId,
  tags: p.tags.join('、'),
  notes: p.notes,
  marketing: p.consent.marketing,
})
export const tagList = (v: string) => [
  ...new Set(
    v
      .split(/[,，、;；]/)
      .map((s) => s.trim())
      .filter(Boolean),
  ),
]
export const bodyOfPerson = ({ marketing, tags, country, ...rest }: PersonForm, before?: PersonRow) => ({
  ...rest,
  country: country ?? '',
  tags: tagList(tags),
  consent: { marketing, at: marketing ? (before?.consent.at ?? null) : null },
})

export function useCompanyOptions() {
  const lang = useLang()
  const { data } = useEndpoint(companyEndpoints.list, { query: { limit: 500, sort: 'name' } }, { staleTime: 60_000 })
  return useMemo(() => (data?.rows ?? []).map((c) => ({ value: c.id, label: pick(c.name, lang) })), [data, lang])
}

export function PersonInputs({ masked }: { masked?: boolean }) {
  const t = useT('crm')
  const lang = useLang()
  const companies = useCompanyOptions()
  const l = (k: keyof typeof person.labels) => pick(person.labels[k], lang)
  const p = (k: PersonalField) => pick(personalLabels[k], lang)
  return (
    <>
      <div className="fields">
        <Field.Text name="name" label={l('name')} required />
        <Field.Text name="nameEn" label={l('nameEn')} />
        <Field.Select name="companyId" label={l('companyId')} options={companies} clearable />
        <Field.Text name="title" label={l('title')} />
        <Field.Text name="titleEn" label={l('titleEn')} />
        <Field.Select name="country" label={l('country')} options={countryOptions(lang)} clearable />
        <Field.Text name="email" label={p('email')} />
        <Field.Text name="mobile" label={p('mobile')} />
        <Field.Text name="phone" label={p('phone')} />
        <Field.Text name="nationalId" label={p('nationalId')} />
      </div>
      {masked && <p className="sm mut">{t('form.masked')}</p>}
      <Field.Text name="tags" label={l('tags')} help={t('form.tags')} />
      <Field.Switch name="marketing" label={t('form.marketing')} />
      <Field.Textarea name="notes" label={l('notes')} />
    </>
  )
}

export const companyForm = z.object({
  name: z
    .object({ zh: z.string().max(200), en: z.string().max(200) })
    .refine((n) => (n.zh + n.en).trim() !== '', { message: 'text.required' }),
  taxId: text(20),
  kind: z.string(),
  industry: text(120),
  country: z.string().nullable(),
  city: text(60),
  address: text(300),
  phone: text(60),
  email: text(200),
  website: text(300),
  contactPersonId: z.string().nullable(),
  tags: z.string(),
  notes: text(4000),
})
export type CompanyForm = z.output<typeof companyForm>
export const emptyCompanyForm: CompanyForm = {
  name: { zh: '', en: '' },
  taxId: '',
  kind: 'client',
  industry: '',
  country: 'TW',
  city: '',
  address: '',
  phone: '',
  email: '',
  website: '',
  contactPersonId: null,
  tags: '',
  notes: '',
}
export const formOfCompany = (c: CompanyRow): CompanyForm => ({
  name: c.name,
  taxId: c.taxId,
  kind: c.kind,
  industry: c.industry,
  country: c.country || null,
  city: c.city,
  address: c.address,
  phone: c.phone,
  email: c.email,
  website: c.website,
  contactPersonId: c.contactPersonId,
  tags: c.tags.join('、'),
  notes: c.notes,
})
export const bodyOfCompany = ({ tags, country, kind, ...rest }: CompanyForm) => ({
  ...rest,
  kind: kind as CompanyRow['kind'],
  country: country ?? '',
  tags: tagList(tags),
})

export function CompanyInputs({ contacts }: { contacts?: { value: string; label: string }[] }) {
  const t = useT('crm')
  const lang = useLang()
  const l = (k: keyof typeof company.labels) => pick(company.labels[k], lang)
  return (
    <>
      <Field.Localized name="name" label={l('name')} required />
      <div className="fields">
        <Field.Text name="taxId" label={l('taxId')} />
        <Field.Select name="kind" label={l('kind')} options={options(companyKindNames, lang)} required />
        <Field.Text name="industry" label={l('industry')} />
        {contacts && <Field.Select name="contactPersonId" label={l('contactPersonId')} options={contacts} clearable />}
        <Field.Text name="phone" label={l('phone')} />
        <Field.Text name="email" label={l('email')} />
        <Field.Select name="country" label={l('country')} options={countryOptions(lang)} clearable />
        <Field.Text name="city" label={l('city')} />
      </div>
      <Field.Text name="address" label={l('address')} />
      <Field.Text name="website" label={l('website')} placeholder="https://" />
      <Field.Text name="tags" label={l('tags')} help={t('form.tags')} />
      <Field.Textarea name="notes" label={l('notes')} />
    </>
  )
}
