import './privacy.css'
import type { ReactNode } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { StatusTag } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { erasureNames } from '../contract/personal.ts'
import { requestStateNames, type RequestRow, type RequestState } from '../contract/request.ts'
import type { Run, RunCount } from '../contract/run.ts'

const places = ['', '/consents', '/inventory', '/retention', '/breaches'] as const
/** The parts of the privacy desk, one line above each screen. */
export function Places({ on }: { on: (typeof places)[number] }) {
  const t = useT('privacy')
  return (
    <nav className="privacyplaces" aria-label={t('title')}>
      {places.map((p) => (
        <AppLink key={p} className="chip" to={`/o/settings/privacy${p}`} {...(p === on ? { 'aria-current': 'page' as const } : {})}>
          {t(`places.${p.slice(1) || 'requests'}`)}
        </AppLink>
      ))}
    </nav>
  )
}

const tones = { unconfirmed: 'indigo', open: 'amber', done: 'jade', refused: 'plain', withdrawn: 'plain' } as const
export function RequestTag({ state, soft }: { state: RequestState; soft?: boolean }) {
  const lang = useLang()
  return (
    <StatusTag tone={tones[state]} icon={state === 'open' ? 'clock' : state === 'done' ? 'check' : null} {...(soft ? { soft } : {})}>
      {pick(requestStateNames[state], lang)}
    </StatusTag>
  )
}
/** How long is left, in words and not by colour alone. */
export function Left({ of }: { of: Pick<RequestRow, 'daysLeft'> }) {
  const t = useT('privacy')
  if (of.daysLeft === null) return <>—</>
  return of.daysLeft < 0 ? (
    <StatusTag tone="amber" icon="warn">
      {t('left.late', { count: -of.daysLeft })}
    </StatusTag>
  ) : of.daysLeft <= 3 ? (
    <StatusTag tone="amber" icon="clock">
      {t('left.days', { count: of.daysLeft })}
    </StatusTag>
  ) : (
    <>{t('left.days', { count: of.daysLeft })}</>
  )
}
/** A date without its weekday, where it stands large. */
export const slash = (iso: string) => iso.slice(0, 10).replaceAll('-', '/')
export const codeOf = (r: { number: number }) => `P-${String(r.number).padStart(4, '0')}`

export function Counts({ rows }: { rows: RunCount[] }) {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  return (
    <table className="privacytable">
      <thead>
        <tr>
          <th scope="col">{t('counts.file')}</th>
          <th scope="col">{t('counts.how')}</th>
          <th scope="col" className="num">
            {t('counts.rows')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((c) => (
          <tr key={c.table}>
            <td>{pick(c.label, lang)}</td>
            <td>
              {pick(erasureNames[c.action], lang)}
              {c.action === 'keep' && c.why && <div className="sm mut">{pick(c.why, lang)}</div>}
            </td>
            <td className="num">{format.number(c.rows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
export function Runs({ rows, empty }: { rows: Run[]; empty: ReactNode }) {
  const t = useT('privacy')
  const format = useFormat()
  if (!rows.length) return <p className="sec">{empty}</p>
  return (
    <ul className="privacyruns">
      {rows.map((r) => (
        <li key={r.id}>
          <b>{t(`run.${r.kind}`)}</b>
          <span>
            {format.dateTime(r.at)}　{r.byName}
          </span>
          <span className="mut">
            {t('run.rows', { count: r.counts.filter((c) => r.kind === 'export' || c.action !== 'keep').reduce((n, c) => n + c.rows, 0) })}
          </span>
          <code className="sm mut" title={r.hash}>
            {r.hash.slice(0, 12)}…
          </code>
        </li>
      ))}
    </ul>
  )
}
