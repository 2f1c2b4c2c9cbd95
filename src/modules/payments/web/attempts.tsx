import { useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Alert } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type PaymentAttempt, type PaymentCallback, paymentEndpoints as e } from '../contract/payment.ts'
import { AttemptTag, VerdictTag } from './states.tsx'

const POLL_MS = 3000
const tones = { open: 'plain', issued: 'indigo', paid: 'jade', failed: 'amber', expired: 'plain' } as const

/** The number that a payer got: bank and account, or a shop's code. */
function Number({ of }: { of: NonNullable<PaymentAttempt['number']> }) {
  const t = useT('payments')
  const format = useFormat()
  return (
    <span>
      {of.bank ? t('number.atm', { bank: of.bank }) : t('number.cvs')} <code>{of.code}</code>
      {of.expiresAt && ` ${t('number.until', { at: format.dateTime(of.expiresAt) })}`}
    </span>
  )
}

/** What became of the payment that brought somebody here (`?attempt=`), as it happens. */
export function AttemptNews() {
  const [id] = useUrlState('attempt')
  return /^[\da-f-]{36}$/.test(id) ? <News id={id} /> : null
}
function News({ id }: { id: string }) {
  const t = useT('payments')
  const format = useFormat()
  const a = useEndpoint(e.attempt, { params: { id } }, { refetchInterval: POLL_MS }).data
  if (!a) return null
  return (
    <div className="paynews" aria-live="polite">
      <Alert tone={tones[a.state]} title={t(`news.${a.state}`, { amount: format.money(a.amount, a.currency) })}>
        {t(`newsNote.${a.state}`)} {a.number && a.state === 'issued' && <Number of={a.number} />}
      </Alert>
    </div>
  )
}

/** The last hundred attempts, newest first. */
export function Attempts({ accountId }: { accountId: string }) {
  const t = useT('payments')
  const format = useFormat()
  const found = useEndpoint(e.attempts, { params: { id: accountId } }, { refetchInterval: POLL_MS })
  return (
    <Loaded of={found}>
      {({ rows }) =>
        rows.length === 0 ? (
          <EmptyState icon="money" title={t('noAttempts.title')}>
            {t('noAttempts.body')}
          </EmptyState>
        ) : (
          <ul className="paylist">
            {rows.map((a) => (
              <li key={a.id}>
                <span className="when">{format.dateTime(a.createdAt)}</span>
                <span className="what">
                  <b>{a.description}</b>
                  <small className="mut">
                    <code>{a.tradeNo}</code> {a.method && t(`methods.${a.method}`)} {a.simulated && t('simulated')} {a.late && t('late')}
                  </small>
                  {a.number && a.state === 'issued' && (
                    <small className="sec">
                      <Number of={a.number} />
                    </small>
                  )}
                </span>
                <span className="sum">{format.money(a.amount, a.currency)}</span>
                <AttemptTag state={a.state} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

const wordsOf = (c: PaymentCallback) => c.raw.RtnMsg ?? c.raw.Status ?? ''
/** What the provider said, and in plain words what became of it. */
export function Callbacks({ accountId }: { accountId: string }) {
  const t = useT('payments')
  const format = useFormat()
  const found = useEndpoint(e.callbacks, { params: { id: accountId } }, { refetchInterval: POLL_MS })
  return (
    <Loaded of={found}>
      {({ rows }) =>
        rows.length === 0 ? (
          <EmptyState icon="inbox" title={t('noCallbacks.title')}>
            {t('noCallbacks.body')}
          </EmptyState>
        ) : (
          <ul className="paylist">
            {rows.map((c) => (
              <li key={c.id}>
                <span className="when">{format.dateTime(c.at)}</span>
                <span className="what">
                  <span>{t(`why.${c.verdict}`)}</span>
                  <small className="mut">
                    {[t(`source.${c.source}`), c.tradeNo, c.code && t('code', { code: c.code }), wordsOf(c)].filter(Boolean).join('　')}
                  </small>
                </span>
                <span className="sum">{c.amount === null ? '—' : format.money(c.amount)}</span>
                <VerdictTag of={c.verdict} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
