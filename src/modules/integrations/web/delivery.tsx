import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Facts, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { type Delivery, webhookEndpoints } from '../contract/webhook.ts'

export const deliveryTones = { pending: 'indigo', delivered: 'jade', failed: 'amber' } as const
export const deliveryIcons = { pending: 'clock', delivered: 'check', failed: 'warn' } as const

const pretty = (body: string) => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** What went out, what came back at each attempt, and the button that sends it again. */
export function DeliveryPanel({ webhookId, of, enabled }: { webhookId: string; of: Delivery; enabled: boolean }) {
  const t = useT('integrations')
  const format = useFormat()
  const text = useProblemText()
  const params = { id: webhookId, deliveryId: of.id }
  const found = useEndpoint(webhookEndpoints.delivery, { params })
  const replay = useCall(webhookEndpoints.replayOne, { invalidates: ['/webhooks/:id'] })
  return (
    <Loaded of={found}>
      {(d) => (
        <>
          <StatusTag soft tone={deliveryTones[d.state]} icon={deliveryIcons[d.state]}>
            {t(`is.${d.state}`)}
          </StatusTag>
          {d.fault && <p className="md">{t(`fault.${d.fault}`, { code: d.statusCode ?? '' })}</p>}
          {enabled && d.state !== 'pending' && (
            <div className="row acts">
              <Button
                icon="refresh"
                busy={replay.isPending}
                onClick={() =>
                  void replay.mutateAsync({ params }).then(
                    () => toast(t('replayed')),
                    (error) => toast(text(error), { tone: 'amber' }),
                  )
                }
              >
                {t('replayOne')}
              </Button>
            </div>
          )}
          <Facts
            items={[
              [t('at'), format.dateTime(d.at)],
              [t('messageId'), <code key="id">{d.messageId}</code>],
              [t('attempts'), String(d.attempts)],
              [t('nextAt'), d.nextAt ? format.dateTime(d.nextAt) : '—'],
            ]}
          />
          <h3 className="h2">{t('body')}</h3>
          <pre className="hook-body">{pretty(d.body)}</pre>
          {d.tries.length > 0 && <h3 className="h2">{t('tries')}</h3>}
          <ul className="hook-tries">
            {d.tries.map((a) => (
              <li key={a.id}>
                <b>{a.statusCode ?? t(`faultShort.${a.fault ?? 'broken'}`)}</b>{' '}
                <span className="sm mut">
                  {format.dateTime(a.at)}　{t('ms', { count: a.durationMs })}
                </span>
                {a.detail && <p className="sm sec">{a.detail}</p>}
                {a.answer && <pre className="hook-body">{a.answer}</pre>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  )
}
