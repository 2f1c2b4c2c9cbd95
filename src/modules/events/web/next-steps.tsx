import { useT } from '../../../kernel/web/i18n.ts'
import { webModules } from '../../../kernel/web/module.tsx'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useCan } from '../../../kernel/web/session.tsx'
import { Section } from '../../../ui/bits.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { Overview } from '../contract/desk.ts'
import type { Event } from '../contract/event.ts'

/** The first five things to settle after an event was made; gone once all are. */
export function NextSteps({
  event,
  data,
  primary,
}: {
  event: Event
  data: Overview
  /** whether the screen's one primary button may stand here */ primary: boolean
}) {
  const t = useT('events')
  const can = useCan()
  const screenOf = (phase: string) =>
    webModules()
      .flatMap((module) => module.menu ?? [])
      .find((item) => item.area === 'event' && item.phase === phase && (!item.action || can(item.action)))?.path
  const steps = [
    { key: 'brief', to: '/settings?tab=brief', done: event.brief.purpose !== '' },
    { key: 'goals', to: '/goals', done: data.goals.length > 0 },
    { key: 'programme', to: screenOf('programme'), done: (data.figures.sessions ?? 0) > 0 },
    { key: 'registration', to: screenOf('registration'), done: (data.figures.registrations ?? 0) > 0 },
    { key: 'publish', to: '/settings?tab=site', done: event.published },
  ].filter((one): one is typeof one & { to: string } => one.to !== undefined)
  const open = steps.filter((one) => !one.done)
  if (open.length === 0 || !can('events.edit')) return null
  return (
    <Section title={t('steps.title')} note={t('steps.count', { done: steps.length - open.length, of: steps.length })}>
      <ol className="steps">
        {steps.map((one) => {
          const [to = '', tab] = one.to.split('?tab=')
          return (
            <li key={one.key} className={one.done ? 'did' : undefined}>
              <Icon name={one.done ? 'check' : 'ring'} label={one.done ? t('steps.done') : undefined} />
              <div>
                <div>{t(`steps.${one.key}`)}</div>
                {!one.done && <p>{t(`steps.${one.key}Why`)}</p>}
              </div>
              {!one.done && (
                <AppLink className={one === open[0] && primary ? 'btn primary' : 'btn line'} to={`~${to}`} search={tab ? { tab } : {}}>
                  {t(`steps.${one.key}Do`)}
                </AppLink>
              )}
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
