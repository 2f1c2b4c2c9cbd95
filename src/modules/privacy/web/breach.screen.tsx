import { useState } from 'react'
import { z } from 'zod'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Alert, Button, Facts, LinkButton } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { breachDraft, breachEndpoints, type BreachRow } from '../contract/breach.ts'
import { kindNames } from '../contract/personal.ts'
import { BreachInputs, BreachTag, breachCode } from './breach-inputs.tsx'
import { slash } from './parts.tsx'

const fresh = { invalidates: ['/privacy/breaches'] }
const letter = z.object({ subject: z.string().trim().min(4).max(200), text: z.string().trim().min(20).max(4000) })

function Tell({ of, draft, onClose }: { of: BreachRow; draft: { subject: string; text: string; receivers: number }; onClose: () => void }) {
  const t = useT('privacy')
  const tell = useCall(breachEndpoints.tell, fresh)
  const form = useKitForm({ schema: letter, defaults: { subject: draft.subject, text: draft.text } })
  return (
    <FormDrawer
      open
      wide
      onClose={onClose}
      title={t('breach.tell')}
      form={form}
      submit={t('breach.send', { count: of.drill ? 0 : draft.receivers })}
      onSubmit={async (body: z.output<typeof letter>) => {
        const done = await tell.mutateAsync({ params: { id: of.id }, body: { ...body, version: of.version } })
        toast(t('breach.told', { count: done.queued }))
        onClose()
      }}
    >
      <Alert
        tone="indigo"
        title={t(of.drill ? 'breach.tellDrill' : of.eventId ? 'breach.tellNote' : 'breach.tellNobody', { count: draft.receivers })}
      />
      <Field.Text name="subject" label={t('breach.subject')} required />
      <Field.Textarea name="text" label={t('breach.text')} rows={12} required />
    </FormDrawer>
  )
}

function One({ b }: { b: BreachRow }) {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const text = useProblemText()
  const can = useCan()
  const shared = useRecordTabs({ entity: 'privacyBreach', entityId: b.id })
  const [editing, setEditing] = useState(false)
  const [telling, setTelling] = useState(false)
  const draft = useEndpoint(breachEndpoints.draft, { params: { id: b.id } }, { enabled: telling })
  const update = useCall(breachEndpoints.update, fresh)
  const close = useCall(breachEndpoints.close, fresh)
  const form = useKitForm({
    schema: breachDraft,
    defaults: Object.fromEntries(Object.keys(breachDraft.shape).map((k) => [k, b[k as keyof BreachRow]])) as never,
  })
  const may = can('privacy.edit') && !b.closedAt
  const day = (at: string) => instantToZoned(at, 'Asia/Taipei').date.replaceAll('-', '/')
  const time = (at: string) => instantToZoned(at, 'Asia/Taipei').time.slice(0, 5)
  const when = (at: string | null) => (at ? format.dateTime(at) : '—')
  const onClose = async () => {
    if (
      !(await confirm({
        title: t('breach.closeTitle'),
        body: t('breach.closeNote', { date: format.date(b.keepUntil) }),
        action: t('breach.close'),
      }))
    )
      return
    await close.mutateAsync({ params: { id: b.id }, body: { version: b.version } }).then(
      () => toast(t('breach.closedNow')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  return (
    <>
      <RecordScreen
        back={{ to: '/o/settings/privacy/breaches', label: t('places.breaches') }}
        code={breachCode(b)}
        title={b.title}
        state={<BreachTag of={b} soft />}
        detail={b.eventName ? pick(b.eventName, lang) : ''}
        actions={
          <>
            <LinkButton
              look="quiet"
              icon="download"
              href={href(breachEndpoints.notice, { params: { id: b.id }, query: { format: 'pdf' } })}
            >
              PDF
            </LinkButton>
            <LinkButton
              look="quiet"
              icon="download"
              href={href(breachEndpoints.notice, { params: { id: b.id }, query: { format: 'docx' } })}
            >
              Word
            </LinkButton>
            {may && can('privacy.erase') && (
              <Button icon="mail" onClick={() => setTelling(true)}>
                {t('breach.tell')}
              </Button>
            )}
            {may && <Button onClick={() => void onClose()}>{t('breach.close')}</Button>}
          </>
        }
        {...(may
          ? {
              next: (
                <Button look="primary" icon="pen" onClick={() => setEditing(true)}>
                  {t('breach.edit')}
                </Button>
              ),
            }
          : {})}
        summary={[
          { label: t('breach.noticed'), value: day(b.noticedAt), unit: time(b.noticedAt) },
          {
            label: t('breach.due'),
            value: b.dueAt ? day(b.dueAt) : t('breach.notDue'),
            ...(b.dueAt ? { unit: time(b.dueAt) } : {}),
            ...(b.dueAt && !b.authorityAt && !b.drill ? { tone: 'amber' as const, note: t('breach.mustNotify') } : {}),
          },
          { label: t('breach.people'), value: b.people === null ? t('breach.unknown') : format.number(b.people) },
          { label: t('breach.keepUntil'), value: slash(b.keepUntil) },
        ]}
        tabs={[
          {
            key: 'details',
            label: t('request.about'),
            body: (
              <Facts
                items={[
                  [
                    t('breach.what'),
                    <span key="w" style={{ whiteSpace: 'pre-wrap' }}>
                      {b.what || '—'}
                    </span>,
                  ],
                  [t('breach.occurred'), when(b.occurredAt)],
                  [t('breach.kinds'), b.kinds.map((k) => pick(kindNames[k], lang)).join(t('comma')) || '—'],
                  [t('breach.special'), t(b.special || b.kinds.includes('special') ? 'yes' : 'no')],
                  [t('breach.systems'), b.systems || '—'],
                  [t('breach.records'), b.systemRecords === null ? '—' : format.number(b.systemRecords)],
                  [t('breach.authority'), `${b.authority || '—'}　${when(b.authorityAt)}`],
                  [t('breach.peopleAt'), `${when(b.peopleAt)}　${b.peopleHow}`],
                  [
                    t('breach.measures'),
                    <span key="m" style={{ whiteSpace: 'pre-wrap' }}>
                      {b.measures || '—'}
                    </span>,
                  ],
                  [t('request.rules'), b.rules.map((x) => `${x.code} ${x.value} ${x.unit}`).join('；')],
                ]}
              />
            ),
          },
          ...shared,
        ]}
      />
      <FormDrawer
        open={editing}
        wide
        onClose={() => setEditing(false)}
        title={t('breach.edit')}
        form={form}
        onSubmit={async (body: z.output<typeof breachDraft>) => {
          await update.mutateAsync({ params: { id: b.id }, body: { ...body, version: b.version } })
          setEditing(false)
        }}
      >
        <BreachInputs />
      </FormDrawer>
      {telling && draft.data && <Tell of={b} draft={draft.data} onClose={() => setTelling(false)} />}
    </>
  )
}

export default function Breach() {
  const { id } = useRouteParams()
  const found = useEndpoint(breachEndpoints.get, { params: { id: id! } })
  return <Loaded of={found}>{(b) => <One key={`${b.id} ${b.version}`} b={b} />}</Loaded>
}
