import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '../kernel/web/i18n.ts'
import { Slot } from '../kernel/web/module.tsx'
import { AppLink, useUrlState } from '../kernel/web/nav.tsx'
import { useCan } from '../kernel/web/session.tsx'
import { KpiStrip } from './bits.tsx'
import type { Kpi } from './bits.tsx'
import { Heading } from './heading.tsx'
import { Icon } from './icons.tsx'

export type RecordTab = { key: string; label: string; count?: number; body: ReactNode }
/** The tabs that every record has: comments, files, history; `entity` is the contract's name, the bodies are the slots'. */
export function useRecordTabs(of: { entity: string; entityId: string }): RecordTab[] {
  const t = useT('ui')
  const can = useCan()
  return (['comments', 'files', 'history'] as const)
    .filter((key) => can(`${key}.read`))
    .map((key) => ({ key, label: t(`record.${key}`), body: <Slot name={`record.${key}`} props={of} /> }))
}

export type RecordProps = {
  title: ReactNode
  /** Number or short code before the title, e.g. `R-0241`. */
  code?: string
  /** A `StatusTag` or several. */
  state?: ReactNode
  detail?: ReactNode
  /** The list that it came from. */
  back?: { to: string; label: string }
  /** Quiet buttons, then the next step as the one primary button. */
  actions?: ReactNode
  next?: ReactNode
  summary?: Kpi[]
  /** Usual keys: `details`, `comments`, `files`, `history`; the open one stands in the address (`?tab=`). */
  tabs: RecordTab[]
  /** Right rail: approvals, files, feed. Below the tabs on a narrow screen. */
  rail?: ReactNode
}

/** One record: heading, figures, tabs, rail. */
export function RecordScreen({ title, code, state, detail, back, actions, next, summary, tabs, rail }: RecordProps) {
  const t = useT('ui')
  const [tab, setTab] = useUrlState('tab', tabs[0]?.key)
  return (
    <div className={rail ? 'record railed' : 'record'}>
      <header className="rechead">
        {back && (
          <AppLink className="backlink" to={back.to}>
            <Icon name="back" small />
            {back.label}
          </AppLink>
        )}
        <div className="row wrap">
          <div className="recid">
            <div className="recname">
              {code && <span className="mut md">{code}</span>}
              <Heading>{title}</Heading>
              {state}
            </div>
            {detail && <p className="sec md">{detail}</p>}
          </div>
          {actions && <div className="row recacts">{actions}</div>}
          {next && <div className="next">{next}</div>}
        </div>
      </header>
      {summary && <KpiStrip items={summary} />}
      <div className="recbody">
        <Tabs value={tabs.some((one) => one.key === tab) ? tab : tabs[0]?.key} onChange={(key) => key && setTab(key)} keepMounted={false}>
          <Tabs.List aria-label={t('record.tabs')}>
            {tabs.map((one) => (
              <Tabs.Tab key={one.key} value={one.key} rightSection={one.count ? <span className="mut sm">{one.count}</span> : undefined}>
                {one.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map((one) => (
            <Tabs.Panel key={one.key} value={one.key} className="recpanel">
              {one.body}
            </Tabs.Panel>
          ))}
        </Tabs>
        {rail && (
          <aside className="rail" aria-label={t('record.rail')}>
            {rail}
          </aside>
        )}
      </div>
    </div>
  )
}

/** A page that is neither a list nor a record: heading line, then anything. */
export const Page = ({
  title,
  note,
  actions,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) => (
  <div className="pagebox">
    <header className="row wrap pagehead">
      <Heading>{title}</Heading>
      {note !== undefined && <span className="mut">{note}</span>}
      <span className="sp" />
      {actions}
    </header>
    {children}
  </div>
)
