import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { StatusTag } from '../../../ui/bits.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { DeliverableRow } from '../../documents/contract/documents.ts'
import type { StandardView } from '../contract/endpoints.ts'
import { duties } from '../contract/standards.ts'

type Task = StandardView['tasks'][number]
/** What a work output's paper is in the event at hand, or whether the product makes it at all. */
export type PaperOf = (key: string) => { to: string | null; row: DeliverableRow | undefined }

function Output({ of, paper }: { of: Task['outputs'][number]; paper: PaperOf }) {
  const t = useT('standards')
  const lang = useLang()
  const { to, row } = paper(of.deliverable)
  const name = pick(of.name, lang)
  return (
    <li className={of.built ? 'on' : ''}>
      <Icon name={of.built ? 'check' : 'ring'} small label={t(of.built ? 'built' : 'notBuilt')} />
      <code>{of.code}</code>
      <span className="what">
        {of.title}
        <span className="sm mut">
          {to && of.built ? (
            <AppLink className="a" to={to}>
              {name}
            </AppLink>
          ) : (
            name
          )}
        </span>
      </span>
      {row?.lastIssue ? (
        <StatusTag tone="jade">{t('issued', { n: row.lastIssue.number })}</StatusTag>
      ) : of.built ? (
        <span className="sm sec">{t(row ? 'live' : 'built')}</span>
      ) : (
        <span className="sm mut">{t('notYet')}</span>
      )}
    </li>
  )
}

function Indicator({ of }: { of: Task['indicators'][number] }) {
  const t = useT('standards')
  const lang = useLang()
  const on = of.screen !== null && of.test !== null
  const module = /^src\/modules\/(\w+)\//.exec(of.screen ?? '')?.[1]
  return (
    <li className={on ? 'on' : ''}>
      <Icon name={on ? 'check' : 'ring'} small label={t(on ? 'served' : 'notServed')} />
      <code>{of.code}</code>
      <span className="what">
        {pick(of.label, lang)}
        {on && (
          <span className="sm mut" title={of.test ?? undefined}>
            {t('by', { module: module ?? '', screen: /([^/]+)\.screen/.exec(of.screen ?? '')?.[1] ?? '' })}
          </span>
        )}
      </span>
      {on ? <span className="sm sec">{t('served')}</span> : <span className="sm mut">{t('notYet')}</span>}
    </li>
  )
}

/** Duties, their tasks, and under each task its outputs and indicators, with the state of every one. */
export function Tree({ of, tasks, open, paper }: { of: StandardView; tasks: Task[]; open: boolean; paper: PaperOf }) {
  const t = useT('standards')
  const lang = useLang()
  return duties
    .filter((duty) => duty.standard === of.short)
    .map((duty) => ({ duty, mine: tasks.filter((task) => task.code.startsWith(`${duty.code}.`)) }))
    .filter(({ mine }) => mine.length > 0)
    .map(({ duty, mine }) => (
      <section className="duty" key={duty.code}>
        <h3>
          <code>{duty.code}</code> {pick(duty.title, lang)}
        </h3>
        {mine.map((task) => {
          // The figures are of the whole task, whatever the filter shows of it.
          const whole = of.tasks.find((one) => one.code === task.code) ?? task
          const built = whole.outputs.filter((o) => o.built).length
          const served = whole.indicators.filter((i) => i.screen && i.test).length
          return (
            <details key={`${task.code}${open}`} open={open || undefined}>
              <summary>
                <Icon name="right" small />
                <code>{task.code}</code>
                <b>{pick(task.title, lang)}</b>
                <span className="counts">
                  {whole.outputs.length > 0 && (
                    <span className={built === whole.outputs.length ? 'jade' : ''}>
                      {t('outputsOf', { n: built, all: whole.outputs.length })}
                    </span>
                  )}
                  <span className={served === whole.indicators.length ? 'jade' : ''}>
                    {t('indicatorsOf', { n: served, all: whole.indicators.length })}
                  </span>
                </span>
              </summary>
              <div className="leaves">
                {task.outputs.length > 0 && (
                  <>
                    <h4>{t('outputs')}</h4>
                    <ul>
                      {task.outputs.map((o) => (
                        <Output key={o.code} of={o} paper={paper} />
                      ))}
                    </ul>
                  </>
                )}
                {task.indicators.length > 0 && (
                  <>
                    <h4>{t('indicators')}</h4>
                    <ul>
                      {task.indicators.map((i) => (
                        <Indicator key={i.code} of={i} />
                      ))}
                    </ul>
                  </>
                )}
              </div>
            </details>
          )
        })}
      </section>
    ))
}
