import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { eventEndpoints } from '../../events/contract/event.ts'
import type { BreachRow } from '../contract/breach.ts'
import { kindNames, personalKinds } from '../contract/personal.ts'

export const breachCode = (b: { number: number; drill: boolean }) => `${b.drill ? 'D' : 'B'}-${String(b.number).padStart(3, '0')}`
export function BreachTag({ of: b, soft }: { of: BreachRow; soft?: boolean }) {
  const t = useT('privacy')
  const [tone, icon, key] = b.closedAt
    ? (['plain', 'check', 'closed'] as const)
    : b.drill
      ? (['indigo', null, 'drill'] as const)
      : b.mustNotify && !b.authorityAt
        ? (['amber', 'warn', 'mustNotify'] as const)
        : (['amber', 'clock', 'open'] as const)
  return (
    <StatusTag tone={tone} icon={icon} {...(soft ? { soft } : {})}>
      {t(`breach.${key}`)}
    </StatusTag>
  )
}

export function BreachInputs() {
  const t = useT('privacy')
  const lang = useLang()
  const events = useEndpoint(eventEndpoints.list, { query: { limit: 100 } })
  return (
    <>
      <Field.Text name="title" label={t('breach.name')} placeholder={t('breach.nameExample')} required />
      <Field.Switch name="drill" label={t('breach.isDrill')} help={t('breach.drillHelp')} />
      <div className="fields">
        <Field.DateTime name="noticedAt" label={t('breach.noticed')} help={t('breach.noticedHelp')} required />
        <Field.DateTime name="occurredAt" label={t('breach.occurred')} />
      </div>
      <Field.Textarea name="what" label={t('breach.what')} rows={5} />
      <Field.Select
        name="eventId"
        label={t('request.event')}
        options={(events.data?.rows ?? []).map((e) => ({ value: e.id, label: pick(e.name, lang) }))}
      />
      <Field.MultiSelect
        name="kinds"
        label={t('breach.kinds')}
        options={personalKinds.map((value) => ({ value, label: pick(kindNames[value], lang) }))}
      />
      <Field.Switch name="special" label={t('breach.special')} help={t('breach.specialHelp')} />
      <div className="fields">
        <Field.Number name="people" label={t('breach.people')} help={t('breach.peopleHelp')} min={0} />
        <Field.Number name="systemRecords" label={t('breach.records')} min={0} />
      </div>
      <Field.Text name="systems" label={t('breach.systems')} />
      <div className="fields">
        <Field.Text name="authority" label={t('breach.authority')} />
        <Field.DateTime name="authorityAt" label={t('breach.authorityAt')} />
      </div>
      <div className="fields">
        <Field.DateTime name="peopleAt" label={t('breach.peopleAt')} />
        <Field.Text name="peopleHow" label={t('breach.peopleHow')} />
      </div>
      <Field.Textarea name="measures" label={t('breach.measures')} rows={5} />
    </>
  )
}
