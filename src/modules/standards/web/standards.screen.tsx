import './standards.css'
import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useEvent } from '../../../kernel/web/session.tsx'
import { Alert, Chip, KpiStrip, LinkButton, ProgressBar } from '../../../ui/bits.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { documentEndpoints } from '../../documents/contract/documents.ts'
import { type Role, roleNames } from '../../identity/contract/roles.ts'
import { standardEndpoints, type StandardView } from '../contract/endpoints.ts'
import { type PaperOf, Tree } from './tree.tsx'

const roles = ['planner', 'staff', 'director'] as const
const roleOf = (s: StandardView) => roles.find((role) => roleNames[role].zh === s.role.zh) ?? roles[0]
const sum = (all: StandardView[], of: (c: StandardView['counts']) => number) => all.reduce((n, s) => n + of(s.counts), 0)

/** The event that this browser opened last, for links from outside any event. */
function recentSlug(): string | null {
  try {
    return (JSON.parse(localStorage.getItem('bantoh.recent') ?? '[]') as string[])[0] ?? null
  } catch {
    return null
  }
}

/** Tasks that hold something that is looked for; their leaves narrowed to it. */
function narrow(of: StandardView, state: string, q: string, lang: 'zh-TW' | 'en'): StandardView['tasks'] {
  const has = (...texts: string[]) => texts.some((x) => x.toLowerCase().includes(q.toLowerCase()))
  const wanted = (on: boolean) => state === 'all' || (state === 'on') === on
  return of.tasks
    .map((task) => {
      const whole = q === '' || has(task.code, pick(task.title, lang))
      return {
        ...task,
        outputs: task.outputs.filter((o) => wanted(o.built) && (whole || has(o.code, o.title, o.name.zh, o.name.en))),
        indicators: task.indicators.filter(
          (i) => wanted(i.screen !== null && i.test !== null) && (whole || has(i.code, i.label.zh, i.label.en)),
        ),
      }
    })
    .filter((task) => task.outputs.length + task.indicators.length > 0)
}

const Bars = ({ of }: { of: StandardView['counts'] }) => {
  const t = useT('standards')
  return (
    <span className="stdbars">
      {t('outputs')}
      <ProgressBar done={of.outputsBuilt} total={of.outputs} label={t('outputs')} />
      {of.outputsBuilt}／{of.outputs}
      <span>{t('indicators')}</span>
      <ProgressBar done={of.indicatorsServed} total={of.indicators} label={t('indicators')} />
      {of.indicatorsServed}／{of.indicators}
    </span>
  )
}

function Catalogue({ rows }: { rows: StandardView[] }) {
  const t = useT('standards')
  const lang = useLang()
  const event = useEvent()
  const can = useCan()
  const [role, setRole] = useUrlState('role', 'all')
  const [state, setState] = useUrlState('state', 'all')
  const [short, setShort] = useUrlState('standard', rows[0]!.short)
  const [q, setQ] = useState('')
  const papers = useEndpoint(
    documentEndpoints.list,
    { params: { eventId: event?.id ?? '' } },
    { enabled: event !== null && can('documents.read') },
  )
  const byKey = useMemo(() => new Map(papers.data?.rows.map((row) => [row.key, row])), [papers.data])
  const recent = event ? null : recentSlug()
  const paper: PaperOf = (key) => ({ row: byKey.get(key), to: event ? `~/documents/${key}` : recent && `/e/${recent}/documents/${key}` })
  const shown = rows.filter((s) => role === 'all' || roleOf(s) === role)
  const of = shown.find((s) => s.short === short) ?? shown[0]!
  const tasks = narrow(of, state, q.trim(), lang)
  const issued = papers.data?.rows.filter((row) => row.lastIssue).length
  return (
    <>
      <KpiStrip
        items={[
          { label: t('kpi.outputs'), value: sum(rows, (c) => c.outputsBuilt), unit: t('of', { all: sum(rows, (c) => c.outputs) }) },
          {
            label: t('kpi.indicators'),
            value: sum(rows, (c) => c.indicatorsServed),
            unit: t('of', { all: sum(rows, (c) => c.indicators) }),
          },
          ...(issued === undefined
            ? [{ label: t('kpi.standards'), value: rows.length }]
            : [{ label: t('kpi.issued'), value: issued, unit: t('of', { all: papers.data!.rows.length }) }]),
        ]}
      />
      <div className="standards">
        <div>
          <div className="chips" role="group" aria-label={t('role')} style={{ paddingBottom: 12 }}>
            {['all', ...roles].map((key) => (
              <Chip key={key} on={role === key} onClick={() => setRole(key)}>
                {key === 'all' ? t('all') : pick(roleNames[key as Role], lang)}
              </Chip>
            ))}
          </div>
          <nav className="stdlist" aria-label={t('kpi.standards')}>
            {roles
              .filter((r) => shown.some((s) => roleOf(s) === r))
              .map((r) => [
                <h2 key={r}>{pick(roleNames[r], lang)}</h2>,
                ...shown
                  .filter((s) => roleOf(s) === r)
                  .map((s) => (
                    <button type="button" key={s.short} aria-pressed={s === of} onClick={() => setShort(s.short)}>
                      <span>
                        <span className="name">{pick(s.name, lang)}</span>
                        <span className="sm mut">
                          {s.code}　{t('level', { n: s.level })}
                        </span>
                      </span>
                      <Bars of={s.counts} />
                    </button>
                  )),
              ])}
          </nav>
        </div>
        <div>
          <div className="stdhead">
            <h2>{pick(of.name, lang)}</h2>
            <span className="mut md">
              {of.code}　{t('level', { n: of.level })}
            </span>
          </div>
          <div className="stdtools">
            <div className="chips" role="group" aria-label={t('state')}>
              {['all', 'on', 'off'].map((key) => (
                <Chip key={key} on={state === key} onClick={() => setState(key)}>
                  {t(`show.${key}`)}
                </Chip>
              ))}
            </div>
            <label className="search">
              <Icon name="search" small />
              <input
                type="search"
                value={q}
                placeholder={t('search')}
                aria-label={t('search')}
                onChange={(e) => setQ(e.currentTarget.value)}
              />
            </label>
          </div>
          {tasks.length > 0 ? (
            <Tree of={of} tasks={tasks} open={q.trim() !== '' || state === 'on'} paper={paper} />
          ) : (
            <EmptyState icon="search" title={t('nothing')}>
              {t(state === 'on' && q === '' ? 'nothingYet' : 'nothingHelp')}
            </EmptyState>
          )}
          <div style={{ paddingTop: 24 }}>
            <Alert
              tone="plain"
              icon="info"
              title={t('honest')}
              action={
                !event && recent ? (
                  <LinkButton to={`/e/${recent}/standards`} icon="file">
                    {t('inEvent')}
                  </LinkButton>
                ) : undefined
              }
            >
              {t('honestNote')}
            </Alert>
          </div>
        </div>
      </div>
    </>
  )
}

/** How far the product serves the five occupational standards: for the organisation, and in an event with the state of its papers. */
export default function Standards() {
  const t = useT('standards')
  const found = useEndpoint(standardEndpoints.list)
  return (
    <Page title={t('title')} note={t('note')}>
      <Loaded of={found}>{({ rows }) => <Catalogue rows={rows} />}</Loaded>
    </Page>
  )
}
