import { useController, useFormContext, useWatch } from 'react-hook-form'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Field } from '../../../ui/fields.tsx'
import { companyEndpoints } from '../../crm/contract/company.ts'
import { groupNames, groups } from '../../identity/contract/roles.ts'
import { event, eventFormats, eventKinds, formatNames, kindNames } from '../contract/event.ts'

type Label = keyof typeof event.labels
const near = [
  'Asia/Taipei',
  'Asia/Tokyo',
  'Asia/Seoul',
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Singapore',
  'Asia/Bangkok',
  'Europe/London',
  'Europe/Paris',
  'America/New_York',
  'America/Los_Angeles',
  'UTC',
]

/** The label of a field of the event in the person's language. */
export function useLabel(): (name: Label) => string {
  const lang = useLang()
  return (name) => pick(event.labels[name], lang)
}

/** Name, kind and form; the address is beside them where an event is made. */
export function NameInputs() {
  const lang = useLang()
  const label = useLabel()
  return (
    <>
      <Field.Localized name="name" label={label('name')} required />
      <div className="fields">
        <Field.Select
          name="kind"
          label={label('kind')}
          required
          options={eventKinds.map((value) => ({ value, label: pick(kindNames[value], lang) }))}
        />
        <Field.Select
          name="format"
          label={label('format')}
          required
          options={eventFormats.map((value) => ({ value, label: pick(formatNames[value], lang) }))}
        />
      </div>
    </>
  )
}

export function WhenInputs() {
  const t = useT('events')
  const label = useLabel()
  const zones = [...near, ...Intl.supportedValuesOf('timeZone').filter((one) => !near.includes(one))]
  return (
    <>
      <div className="fields">
        <Field.Date name="startDate" label={label('startDate')} required />
        <Field.Date name="endDate" label={label('endDate')} required />
        <Field.Select
          name="zone"
          label={label('zone')}
          required
          options={zones.map((value) => ({
            value,
            label: value.replaceAll('_', ' '),
            group: near.includes(value) ? t('zone.near') : t('zone.all'),
          }))}
        />
      </div>
      <Field.Localized name="venueName" label={label('venueName')} />
      <Field.Localized name="venueAddress" label={label('venueAddress')} />
    </>
  )
}

/** The client out of the directory, for those who may read it. */
export function ClientInput() {
  const t = useT('events')
  const lang = useLang()
  const can = useCan()
  const companies = useEndpoint(companyEndpoints.list, { query: { limit: 500, sort: 'name' } }, { enabled: can('crm.read') })
  const rows = companies.data?.rows
  const label = useLabel()
  if (!rows) return null
  const first = (kind: string) => (kind === 'client' ? 0 : kind === 'association' || kind === 'government' ? 1 : 2)
  return (
    <Field.Select
      name="clientId"
      label={label('clientId')}
      help={rows.length === 0 ? t('client.none') : undefined}
      options={rows.toSorted((a, b) => first(a.kind) - first(b.kind)).map((one) => ({ value: one.id, label: pick(one.name, lang) }))}
    />
  )
}
export function BriefInputs() {
  const t = useT('events')
  return (
    <>
      <Field.Textarea name="brief.background" label={t('brief.background')} placeholder={t('brief.backgroundHint')} />
      <Field.Textarea name="brief.purpose" label={t('brief.purpose')} placeholder={t('brief.purposeHint')} />
      <Field.Textarea name="brief.audience" label={t('brief.audience')} rows={2} placeholder={t('brief.audienceHint')} />
      <Field.Textarea name="brief.scope" label={t('brief.scope')} placeholder={t('brief.scopeHint')} />
      <Field.Textarea name="brief.constraints" label={t('brief.constraints')} rows={2} placeholder={t('brief.constraintsHint')} />
      <div className="fields">
        <Field.Money name="brief.budgetMin" label={t('brief.budgetMin')} />
        <Field.Money name="brief.budgetMax" label={t('brief.budgetMax')} />
        <Field.Number name="brief.expectedOnsite" label={t('brief.expectedOnsite')} min={0} />
        <Field.Number name="brief.expectedOnline" label={t('brief.expectedOnline')} min={0} />
      </div>
    </>
  )
}

export function GroupsInput() {
  const t = useT('events')
  const lang = useLang()
  const label = useLabel()
  return (
    <Field.MultiSelect
      name="groups"
      label={label('groups')}
      help={t('groups.help')}
      options={groups.map((value) => ({ value, label: pick(groupNames[value], lang) }))}
    />
  )
}

/** Lower-case words of Latin letters and digits joined by hyphens, at most 64: what an address may hold. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-+|-+$/g, '')

/** The main colour, typed or picked. */
export function ColourInput() {
  const t = useT('events')
  const label = useLabel()
  const { control } = useFormContext()
  const { field } = useController({ name: 'colour', control })
  const value = useWatch({ control, name: 'colour' }) as string
  return (
    <div className="swatch">
      <Field.Text name="colour" label={label('colour')} placeholder="#8A3B2E" help={t('site.colourHelp')} />
      <input
        type="color"
        aria-label={t('site.pickColour')}
        value={/^#[0-9a-f]{6}$/i.test(value) ? value : '#c4412b'}
        onChange={(e) => field.onChange(e.currentTarget.value)}
      />
    </div>
  )
}
