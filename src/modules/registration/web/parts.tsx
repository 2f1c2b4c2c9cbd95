import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Lang, Localized } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Facts, Feed, Section, StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { money, useFormat } from '../../../ui/format.ts'
import { deskEndpoints } from '../../events/contract/desk.ts'
import { countryCodes, countryName } from '../contract/country.ts'
import {
  dietNames,
  diets,
  registration,
  registrationDraft,
  type RegistrationRow,
  sourceNames,
  stateNames,
} from '../contract/registration.ts'
import { attendanceNames, type TicketType } from '../contract/ticket.ts'

// A cleared choice is null in the kit and '' in the contract.
const blanks = (v: unknown) => ({
  ...(v as object),
  country: (v as { country?: string | null }).country ?? '',
  diet: (v as { diet?: string | null }).diet ?? '',
})
export const newForm = z.preprocess((v) => {
  const { attendance, ...rest } = blanks(v) as { attendance?: string | null }
  return attendance ? { ...rest, attendance } : rest
}, registrationDraft)
export const editForm = z.preprocess(blanks, registration.draft)

export const optionsOf = <K extends string>(names: Record<K, Localized>, lang: Lang) =>
  (Object.keys(names) as K[]).filter((k) => k !== '').map((value) => ({ value, label: pick(names[value], lang) }))
const countries = new Map<Lang, { value: string; label: string }[]>()
/** Countries by name; Taiwan first, as most people here need it. */
export function countryOptions(lang: Lang) {
  const made =
    countries.get(lang) ??
    countryCodes()
      .map((value) => ({ value, label: countryName(value, lang) }))
      .toSorted((a, b) => (a.value === 'TW' ? -1 : b.value === 'TW' ? 1 : a.label.localeCompare(b.label, lang)))
  countries.set(lang, made)
  return made
}
export const ticketOptions = (types: TicketType[], lang: Lang) =>
  types.map((t) => ({ value: t.id, label: `${pick(t.name, lang)}${t.price ? `　${money(t.price, t.currency)}` : ''}` }))

export function StateTag({ row, soft }: { row: Pick<RegistrationRow, 'status'>; soft?: boolean }) {
  const lang = useLang()
  return (
    <StatusTag
      tone={row.status === 'confirmed' ? 'jade' : 'plain'}
      icon={row.status === 'confirmed' ? 'check' : 'minus'}
      {...(soft ? { soft } : {})}
    >
      {pick(stateNames[row.status], lang)}
    </StatusTag>
  )
}

/** What is known of one person's place. */
export function RegistrationFacts({ row }: { row: RegistrationRow }) {
  const t = useT('registration')
  const lang = useLang()
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const l = (k: keyof typeof registration.labels) => pick(registration.labels[k], lang)
  const consents = row.consents
    .map((c) =>
      t('consent', {
        what: t(`consents.${['privacy', 'news', 'photo'].includes(c.key) ? c.key : 'other'}`),
        date: format.date(c.at, { short: true, weekday: false }),
      }),
    )
    .join(lang === 'en' ? ', ' : '、')
  return (
    <Facts
      items={[
        [t('ticket'), pick(row.ticketName, lang)],
        [l('attendance'), pick(attendanceNames[row.attendance], lang)],
        [t('fee'), row.price ? money(row.price, row.currency) : t('free')],
        ...(row.nameEn ? [[l('nameEn'), row.nameEn] as [string, string]] : []),
        [l('email'), row.email || '—'],
        [l('phone'), row.phone || '—'],
        [l('country'), countryName(row.country, lang) || '—'],
        [l('diet'), row.diet ? pick(dietNames[row.diet], lang) : '—'],
        [t('registeredAt'), format.dateTime(row.registeredAt)],
        [t('source'), pick(sourceNames[row.source], lang)],
        ...(row.cancelledAt
          ? [
              [t('cancelledAt'), `${format.dateTime(row.cancelledAt)}${row.cancelReason ? `　${row.cancelReason}` : ''}`] as [
                string,
                string,
              ],
            ]
          : []),
        [t('consentsTitle'), consents || t('noConsents')],
        ...(row.note ? [[l('note'), row.note] as [string, string]] : []),
      ]}
    />
  )
}

const plain = (v: unknown, lang: Lang): string =>
  v === null || v === undefined || v === '' ? '—' : typeof v === 'object' && 'zh' in v ? pick(v as Localized, lang) : String(v)

/** Who did what to a registration, newest first. */
export function History({ id }: { id: string }) {
  const t = useT('registration')
  const lang = useLang()
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const { data } = useEndpoint(deskEndpoints.history, { params: { eventId: event.id }, query: { entity: 'registration', entityId: id } })
  if (!data) return null
  const what = (row: (typeof data.rows)[number]) => {
    const known = ['create', 'update', 'cancel', 'reinstate', 'move'].includes(row.action)
    const head = known ? t(`did.${row.action}`) : row.action
    const detail =
      row.action === 'update' || row.action === 'move'
        ? row.changes.map((c) => `${pick(c.label, lang)} ${plain(c.from, lang)} → ${plain(c.to, lang)}`).join(lang === 'en' ? '; ' : '；')
        : ''
    return detail ? `${head}${lang === 'en' ? ': ' : '：'}${detail}` : head
  }
  return (
    <Section title={t('history')} note={data.rows.length}>
      <Feed
        items={data.rows.map((row) => ({
          key: row.id,
          when: format.dateTime(row.at, { short: true, weekday: false }),
          who: row.actorName || t('attendeeSelf'),
          what: what(row),
        }))}
      />
    </Section>
  )
}

/** Fields of a registration, for entering and changing. */
export function Inputs({ types, fresh }: { types: TicketType[]; fresh?: boolean }) {
  const t = useT('registration')
  const lang = useLang()
  const l = (k: keyof typeof registration.labels) => pick(registration.labels[k], lang)
  return (
    <>
      {fresh && <Field.Select name="ticketTypeId" label={t('ticket')} required options={ticketOptions(types, lang)} />}
      <div className="fields">
        <Field.Text name="name" label={l('name')} required />
        <Field.Text name="nameEn" label={l('nameEn')} />
        <Field.Text name="organisation" label={l('organisation')} />
        <Field.Text name="title" label={l('title')} />
        <Field.Email name="email" label={l('email')} />
        <Field.Phone name="phone" label={l('phone')} />
        <Field.Select name="country" label={l('country')} clearable options={countryOptions(lang)} />
        <Field.Select
          name="attendance"
          label={l('attendance')}
          {...(fresh ? { clearable: true, placeholder: t('asTicket') } : { required: true })}
          options={optionsOf(attendanceNames, lang)}
        />
        <Field.Select name="diet" label={l('diet')} clearable options={optionsOf(dietNames, lang)} />
        <Field.Select
          name="language"
          label={l('language')}
          required
          options={[
            { value: 'zh-TW', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      <Field.Textarea name="note" label={l('note')} />
      {fresh && <Field.Switch name="notify" label={t('notify')} help={t('notifyHelp')} />}
      {fresh && <Field.Switch name="allowDuplicate" label={t('allowDuplicate')} help={t('allowDuplicateHelp')} />}
    </>
  )
}
export const dietValue = (v: unknown): (typeof diets)[number] =>
  (diets as readonly unknown[]).includes(v) ? (v as (typeof diets)[number]) : ''
