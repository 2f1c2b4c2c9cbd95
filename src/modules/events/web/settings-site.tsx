import { useFieldArray, useFormContext } from 'react-hook-form'
import type { ReactNode } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import { Button, Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import type { Event } from '../contract/event.ts'
import { ColourInput, useLabel } from './inputs.tsx'
import { SettingsForm } from './settings-form.tsx'

/** A list of like entries that grows, shrinks and is put in order. */
function Repeat({
  name,
  title,
  blank,
  add,
  max,
  children,
}: {
  name: string
  title: string
  blank: object
  add: string
  max: number
  children: (at: string) => ReactNode
}) {
  const t = useT('events')
  const { control } = useFormContext()
  const { fields, append, remove, move } = useFieldArray({ control, name })
  return (
    <Section title={title} note={fields.length}>
      {fields.map((one, i) => (
        <div className="repeat" key={one.id} role="group" aria-label={`${title} ${i + 1}`}>
          <div className="formpart">{children(`${name}.${i}`)}</div>
          <div className="row">
            <Button look="quiet" icon="asc" aria-label={t('repeat.up', { n: i + 1 })} disabled={i === 0} onClick={() => move(i, i - 1)} />
            <Button look="quiet" icon="trash" aria-label={t('repeat.remove', { n: i + 1 })} onClick={() => remove(i)} />
          </div>
        </div>
      ))}
      <div className="row acts">
        <Button icon="plus" disabled={fields.length >= max} onClick={() => append(blank)}>
          {add}
        </Button>
      </div>
    </Section>
  )
}
const empty = () => ({ zh: '', en: '' })

/** What the public site shows beside programme and tickets. */
export function SiteForm({ row }: { row: Event }) {
  const t = useT('events')
  const label = useLabel()
  return (
    <SettingsForm row={row} fields={['tagline', 'description', 'site', 'colour']}>
      <Field.Localized name="tagline" label={label('tagline')} />
      <Field.Localized name="description" label={label('description')} area help={t('site.descriptionHelp')} />
      <ColourInput />
      <Repeat
        name="site.highlights"
        title={t('site.highlights')}
        blank={{ title: empty(), text: empty() }}
        add={t('site.addHighlight')}
        max={8}
      >
        {(at) => (
          <>
            <Field.Localized name={`${at}.title`} label={t('site.itemTitle')} />
            <Field.Localized name={`${at}.text`} label={t('site.itemText')} area />
          </>
        )}
      </Repeat>
      <Repeat
        name="site.transport"
        title={t('site.transport')}
        blank={{ kind: 'mrt', title: empty(), text: empty() }}
        add={t('site.addTransport')}
        max={20}
      >
        {(at) => (
          <>
            <Field.Localized name={`${at}.title`} label={t('site.itemTitle')} />
            <Field.Localized name={`${at}.text`} label={t('site.itemText')} area />
          </>
        )}
      </Repeat>
      <Repeat name="site.faq" title={t('site.faq')} blank={{ q: empty(), a: empty() }} add={t('site.addFaq')} max={50}>
        {(at) => (
          <>
            <Field.Localized name={`${at}.q`} label={t('site.question')} />
            <Field.Localized name={`${at}.a`} label={t('site.answer')} area />
          </>
        )}
      </Repeat>
      <Section title={t('site.contact')}>
        <div className="formpart">
          <Field.Localized name="site.organiser" label={t('site.organiser')} />
          <div className="fields">
            <Field.Text name="site.contactName" label={t('site.contactName')} />
            <Field.Email name="site.contactEmail" label={t('site.contactEmail')} />
            <Field.Phone name="site.contactPhone" label={t('site.contactPhone')} />
          </div>
        </div>
      </Section>
      <Section title={t('site.privacy')}>
        <div className="formpart">
          <Field.Localized name="site.privacyNote" label={t('site.privacyNote')} area help={t('site.privacyHelp')} />
          <div className="fields">
            <Field.Number name="site.retentionDays" label={t('site.retentionDays')} min={0} max={3650} help={t('site.retentionHelp')} />
          </div>
        </div>
      </Section>
    </SettingsForm>
  )
}
