import './events.css'
import { useEffect, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { addDays } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Section } from '../../../ui/bits.tsx'
import { daysTo, dDay, today, useFormat } from '../../../ui/format.ts'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Page } from '../../../ui/record.tsx'
import { Forbidden } from '../../../ui/states.tsx'
import { event, eventEndpoints, phaseNames } from '../contract/event.ts'
import { defaultPhases } from '../contract/phases.ts'
import { BriefInputs, ClientInput, GroupsInput, NameInputs, slugOf, useLabel, WhenInputs } from './inputs.tsx'

type Draft = { name: { zh: string; en: string }; slug: string; kind: string; startDate: string | null; endDate: string | null }

/** The address follows the name until somebody types one; says at once whether it is free in the installation. */
function SlugInput() {
  const t = useT('events')
  const label = useLabel()
  const { control, setValue, formState } = useFormContext<Draft>()
  const [slug, nameEn, kind, start] = useWatch({ control, name: ['slug', 'name.en', 'kind', 'startDate'] })
  const own = formState.dirtyFields.slug
  useEffect(() => {
    if (own) return
    const year = start?.slice(0, 4) ?? ''
    const words = slugOf(nameEn) || kind
    setValue('slug', year && !words.includes(year) ? slugOf(`${words.slice(0, 59)}-${year}`) : words)
  }, [own, nameEn, kind, start, setValue])
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/.test(slug) ? slug : ''), 350)
    return () => clearTimeout(timer)
  }, [slug])
  const free = useEndpoint(eventEndpoints.slugFree, { params: { key: asked } }, { enabled: asked !== '' }).data?.free
  const known = asked === slug && free !== undefined
  return (
    <Field.Text
      name="slug"
      label={label('slug')}
      required
      help={
        <span role="status">
          {location.host}/e/{slug || '…'}{' '}
          {known && (
            <span className={free ? 'jade' : 'amber'}>
              <Icon name={free ? 'check' : 'warn'} small /> {t(free ? 'slug.free' : 'slug.taken')}
            </span>
          )}
        </span>
      }
    />
  )
}

/** What will be there the moment it is created: address, D-day, phases. */
function Preview() {
  const t = useT('events')
  const lang = useLang()
  const format = useFormat()
  const { control } = useFormContext<Draft>()
  const [start, end] = useWatch({ control, name: ['startDate', 'endDate'] })
  const now = today()
  const good = start && end && end >= start
  const phases = good ? defaultPhases(start, end, now) : []
  return (
    <aside aria-label={t('new.preview')}>
      <Section title={t('new.preview')} note={good ? dDay(daysTo(start, now)) : undefined}>
        {good ? (
          <ol className="plan">
            {phases.map((one) => (
              <li key={one.key}>
                <b>{pick(phaseNames[one.key], lang)}</b>
                <span>
                  {format.date(one.start, { weekday: false })} – {format.date(one.end, { short: true, weekday: false })}
                </span>
              </li>
            ))}
          </ol>
        ) : (
          <p className="calm">{t('new.previewEmpty')}</p>
        )}
        <p className="sm mut">{t('new.previewHelp')}</p>
      </Section>
    </aside>
  )
}

/** Moves the last day along while it lies before the first. */
function KeepOrder() {
  const { control, setValue } = useFormContext<Draft>()
  const [start, end] = useWatch({ control, name: ['startDate', 'endDate'] })
  useEffect(() => {
    if (start && (!end || end < start)) setValue('endDate', start)
  }, [start, end, setValue])
  return null
}

/** A new event from a brief: only name and dates are needed; the rest can follow in its settings. */
export default function NewEventScreen() {
  const t = useT('events')
  const go = useGo()
  const can = useCan()
  const create = useCall(eventEndpoints.create, { invalidates: ['/events', '/session'] })
  const first = addDays(today(), 90)
  const form = useKitForm({
    schema: event.draft,
    defaults: {
      slug: '',
      name: { zh: '', en: '' },
      kind: 'forum',
      format: 'onsite',
      zone: 'Asia/Taipei',
      startDate: first,
      endDate: first,
      venueName: { zh: '', en: '' },
      venueAddress: { zh: '', en: '' },
      clientId: null,
      groups: [],
      brief: {
        background: '',
        purpose: '',
        audience: '',
        scope: '',
        constraints: '',
        budgetMin: null,
        budgetMax: null,
        expectedOnsite: null,
        expectedOnline: null,
      },
    } as never,
  })
  if (!can('events.create')) return <Forbidden />
  return (
    <Page title={t('new.title')} note={t('new.note')}>
      <div className="newform">
        <Form
          form={form}
          submit={t('new.submit')}
          onCancel={() => go('/')}
          onSubmit={async (body) => go(`/e/${(await create.mutateAsync({ body })).slug}`)}
        >
          <div className="newevent">
            <div className="form">
              <Section title={t('new.what')}>
                <div className="formpart">
                  <NameInputs />
                  <SlugInput />
                  <ClientInput />
                </div>
              </Section>
              <Section title={t('new.when')}>
                <div className="formpart">
                  <WhenInputs />
                  <KeepOrder />
                </div>
              </Section>
              <Section title={t('new.brief')} note={t('new.briefNote')}>
                <div className="formpart">
                  <BriefInputs />
                </div>
              </Section>
              <Section title={t('new.team')}>
                <div className="formpart">
                  <GroupsInput />
                </div>
              </Section>
            </div>
            <Preview />
          </div>
        </Form>
      </div>
    </Page>
  )
}
