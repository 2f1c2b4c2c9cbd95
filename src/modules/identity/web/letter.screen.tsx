import './settings.css'
import { href } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useEvent } from '../../../kernel/web/session.tsx'
import { Alert, Button, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { RecordScreen } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { eventMailEndpoints, mailEndpoints, mailTrouble } from '../contract/mail.ts'
import type { MailDetail } from '../contract/mail.ts'
import { mailIcons, mailTones, useMailKind, worst } from './mail.screen.tsx'

function People({ of }: { of: MailDetail }) {
  const t = useT('identity')
  const format = useFormat(useEvent()?.zone)
  return (
    <div className="tablebox">
      <table className="table">
        <thead>
          <tr>
            <th>{t('mail.to')}</th>
            <th>{t('state')}</th>
            <th>{t('mail.when')}</th>
            <th className="n">{t('mail.attempts')}</th>
            <th>{t('mail.error')}</th>
          </tr>
        </thead>
        <tbody>
          {of.people.map((p) => (
            <tr key={p.id}>
              <td>
                {p.name && <b>{p.name} </b>}
                {p.address}
              </td>
              <td>
                <StatusTag tone={mailTones[p.status]} icon={mailIcons[p.status]}>
                  {t(`mail.${p.status}`)}
                </StatusTag>
              </td>
              <td className="nw">
                {p.sentAt ? format.dateTime(p.sentAt, { weekday: false }) : p.nextAt ? t('mail.next', { at: format.time(p.nextAt) }) : '—'}
              </td>
              <td className="n">{p.attempts}</td>
              <td className="sec">
                {p.lastError && (p.status === 'failed' || p.status === 'queued') && (
                  <>
                    {t(`trouble.${mailTrouble(p.lastError)}`)}
                    <div className="sm mut">{p.lastError}</div>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export default function Letter() {
  const t = useT('identity')
  const event = useEvent()
  const { id = '' } = useRouteParams()
  const format = useFormat(event?.zone)
  const text = useProblemText()
  const kindName = useMailKind()
  const here = { params: { eventId: event?.id ?? '', id } }
  const there = { params: { id } }
  const inEvent = useEndpoint(eventMailEndpoints.get, here, { enabled: Boolean(event) })
  const everywhere = useEndpoint(mailEndpoints.get, there, { enabled: !event })
  const retryHere = useCall(eventMailEndpoints.retry, { invalidates: event ? ['/events/:eventId/mail'] : [] })
  const retryThere = useCall(mailEndpoints.retry, { invalidates: ['/mail'] })
  const cancelHere = useCall(eventMailEndpoints.cancel, { invalidates: event ? ['/events/:eventId/mail'] : [] })
  const cancelThere = useCall(mailEndpoints.cancel, { invalidates: ['/mail'] })
  const cancel = async (of: MailDetail) => {
    const sure = await confirm({ title: t('mail.cancelAsk', { count: of.queued }), body: t('mail.cancelBody'), action: t('mail.cancel') })
    if (!sure) return
    await (event ? cancelHere.mutateAsync(here) : cancelThere.mutateAsync(there)).then(
      (done) => toast(t('mail.cancelDone', { count: done.cancelled })),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  const retry = () =>
    (event ? retryHere.mutateAsync(here) : retryThere.mutateAsync(there)).then(
      (done) => toast(t('mail.retried', { count: done.retried })),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  return (
    <Loaded of={event ? inEvent : everywhere}>
      {(of: MailDetail) => (
        <RecordScreen
          back={{ to: event ? '~/mail' : '/o/settings/mail', label: t('menu.mail') }}
          title={of.subject}
          state={
            <StatusTag soft tone={mailTones[worst(of)]} icon={mailIcons[worst(of)]}>
              {t(`mail.${worst(of)}`)}
            </StatusTag>
          }
          detail={`${kindName(of.kind)}　${format.dateTime(of.createdAt)}`}
          next={
            of.can.retry ? (
              <Button look="primary" icon="refresh" onClick={() => void retry()}>
                {t('mail.retry')}
              </Button>
            ) : undefined
          }
          actions={
            of.can.cancel ? (
              <Button icon="x" onClick={() => void cancel(of)}>
                {t('mail.cancel')}
              </Button>
            ) : undefined
          }
          summary={(['recipients', 'sent', 'queued', 'failed'] as const)
            .map((key) => ({
              label: t(`mail.${key}`),
              value: of[key],
              ...(key === 'failed' && of.failed > 0 ? { tone: 'amber' as const, note: t('mail.look') } : {}),
            }))
            .concat(
              (['logged', 'cancelled'] as const).flatMap((key) => (of[key] > 0 ? [{ label: t(`mail.${key}`), value: of[key] }] : [])),
            )}
          tabs={[
            {
              key: 'letter',
              label: t('mail.letter'),
              body: (
                <>
                  {of.logged > 0 && (
                    <Alert tone="indigo" title={t('mail.loggedTitle')}>
                      {t('mail.loggedNote')}
                    </Alert>
                  )}
                  <iframe
                    className="letterframe"
                    sandbox=""
                    title={of.subject}
                    src={event ? href(eventMailEndpoints.html, here) : href(mailEndpoints.html, there)}
                  />
                </>
              ),
            },
            { key: 'people', label: t('mail.recipients'), count: of.recipients, body: <People of={of} /> },
            ...(of.attachments.length > 0
              ? [
                  {
                    key: 'files',
                    label: t('mail.files'),
                    count: of.attachments.length,
                    body: (
                      <ul className="feed">
                        {of.attachments.map((a) => (
                          <li key={a.filename}>
                            <span className="n">{format.number(Math.ceil(a.size / 1024))} KB</span>
                            <b>{a.filename}</b>
                          </li>
                        ))}
                      </ul>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Loaded>
  )
}
