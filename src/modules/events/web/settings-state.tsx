import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Section, StatusTag } from '../../../ui/bits.tsx'
import { addDays } from '../../../kernel/contract/dates.ts'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { deskEndpoints } from '../contract/desk.ts'
import { type Event, eventEndpoints, stateNames } from '../contract/event.ts'
import { useLabel } from './inputs.tsx'

/** Copies the event to new dates; goes to the new one. */
function CloneDialog({ row, onClose }: { row: Event; onClose: () => void }) {
  const t = useT('events')
  const label = useLabel()
  const go = useGo()
  const clone = useCall(deskEndpoints.clone, { invalidates: ['/events', '/session'] })
  const start = addDays(row.startDate, 364)
  const year = (text: string) => text.replace(/\b(20\d\d)\b/, (found) => String(Number(found) + 1))
  const next = year(row.slug)
  const form = useKitForm({
    schema: deskEndpoints.clone.body!,
    defaults: {
      slug: next === row.slug ? `${row.slug.slice(0, 60)}-2` : next,
      name: { zh: year(row.name.zh), en: year(row.name.en) },
      startDate: start,
      team: true,
    } as never,
  })
  return (
    <FormModal
      open
      onClose={onClose}
      wide
      title={t('clone.title')}
      form={form}
      submit={t('clone.submit')}
      onSubmit={async (body) => go(`/e/${(await clone.mutateAsync({ params: { eventId: row.id }, body })).slug}`)}
    >
      <p className="sec md">{t('clone.help')}</p>
      <Field.Localized name="name" label={label('name')} required />
      <div className="fields">
        <Field.Text name="slug" label={label('slug')} required />
        <Field.Date name="startDate" label={label('startDate')} required />
      </div>
      <Field.Switch name="team" label={t('clone.team')} />
    </FormModal>
  )
}

/** Public or not, open or closed, a copy for the next edition; everything but the removal of a draft can be taken back. */
export function StateTab({ row }: { row: Event }) {
  const t = useT('events')
  const lang = useLang()
  const can = useCan()
  const go = useGo()
  const text = useProblemText()
  const [copying, setCopying] = useState(false)
  const save = useCall(eventEndpoints.update, { invalidates: ['/events'] })
  const remove = useCall(eventEndpoints.remove, { invalidates: ['/events'] })
  const change = async (values: Partial<Pick<Event, 'published' | 'status'>>, said: string, version = row.version) => {
    try {
      const next = await save.mutateAsync({ params: { eventId: row.id }, body: { ...values, version } })
      const before = Object.fromEntries(Object.keys(values).map((key) => [key, row[key as 'published']])) as typeof values
      toast(said, { undo: () => void save.mutateAsync({ params: { eventId: row.id }, body: { ...before, version: next.version } }) })
    } catch (error) {
      toast(text(error), { tone: 'amber' })
    }
  }
  const drop = async () => {
    if (
      !(await confirm({
        title: t('state.removeAsk', { name: pick(row.name, lang) }),
        body: t('state.removeBody'),
        action: t('state.remove'),
      }))
    )
      return
    try {
      await remove.mutateAsync({ params: { eventId: row.id } })
      go('/')
    } catch (error) {
      toast(text(error), { tone: 'amber' })
    }
  }
  const address = `${location.origin}/e/${row.slug}`
  return (
    <>
      <Section
        title={t('state.site')}
        note={<StatusTag tone={row.published ? 'jade' : 'plain'}>{t(row.published ? 'state.public' : 'state.hidden')}</StatusTag>}
      >
        <p className="sec md">{t(row.published ? 'state.publicHelp' : 'state.hiddenHelp')}</p>
        <p className="md">
          {row.published ? (
            <a className="a" href={`/e/${row.slug}`} target="_blank" rel="noreferrer">
              {address}
            </a>
          ) : (
            <span className="mut">{address}</span>
          )}
        </p>
        <div className="row wrap acts">
          <Button
            large
            look={row.published ? 'line' : 'primary'}
            icon="globe"
            busy={save.isPending}
            onClick={() => void change({ published: !row.published }, t(row.published ? 'state.nowHidden' : 'state.nowPublic'))}
          >
            {t(row.published ? 'state.hide' : 'state.publish')}
          </Button>
        </div>
      </Section>
      <Section title={t('state.life')} note={pick(stateNames[row.status], lang)}>
        <p className="sec md">{t(`state.help_${row.status}`)}</p>
        <div className="row wrap acts">
          {row.status !== 'active' && (
            <Button large icon="refresh" onClick={() => void change({ status: 'active' }, t('state.nowActive'))}>
              {t('state.activate')}
            </Button>
          )}
          {row.status === 'active' && (
            <Button large icon="check" onClick={() => void change({ status: 'closed' }, t('state.nowClosed'))}>
              {t('state.close')}
            </Button>
          )}
          {row.status !== 'archived' && (
            <Button large icon="hide" onClick={() => void change({ status: 'archived' }, t('state.nowArchived'))}>
              {t('state.archive')}
            </Button>
          )}
          {row.status === 'draft' && !row.published && can('events.remove') && (
            <Button large icon="trash" onClick={() => void drop()}>
              {t('state.remove')}
            </Button>
          )}
        </div>
      </Section>
      {can('events.create') && (
        <Section title={t('clone.heading')}>
          <p className="sec md">{t('clone.what')}</p>
          <div className="row acts">
            <Button large icon="copy" onClick={() => setCopying(true)}>
              {t('clone.open')}
            </Button>
          </div>
        </Section>
      )}
      {copying && <CloneDialog row={row} onClose={() => setCopying(false)} />}
    </>
  )
}
