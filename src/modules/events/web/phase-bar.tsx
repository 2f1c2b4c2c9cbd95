import type { CSSProperties } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { type Event, phaseNames } from '../contract/event.ts'
import { phaseStates } from './headline.ts'

const day = 86_400_000
const share = (from: string, to: string, at: string) =>
  Math.min(1, Math.max(0, (Date.parse(at) - Date.parse(from)) / (Date.parse(to) - Date.parse(from) + day)))

type Props = {
  phases: Event['phases']
  today: string
  closed: boolean
  /** Only the bars and the name of the phase that runs. */ small?: boolean
}

/** The life of an event as five bars: done, running with a mark at today, to come. The running one gets the room. */
export function PhaseBar({ phases, today, closed, small }: Props) {
  const t = useT('events')
  const lang = useLang()
  const format = useFormat()
  if (phases.length === 0) return null
  const states = phaseStates(phases, today, closed)
  const columns = states
    .map((state) => (small ? '1fr' : state === 'now' || state === 'late' ? 'minmax(0, 4fr)' : 'minmax(0, 1.5fr)'))
    .join(' ')
  const date = (when: string) => format.date(when, { short: true, weekday: false })
  return (
    <ol className="phase" aria-label={t('phase.title')} style={{ gridTemplateColumns: columns }}>
      {phases.map((one, i) => {
        const state = states[i]!
        const running = state === 'now' || state === 'late'
        const part = share(one.start, one.end, today)
        const name = pick(phaseNames[one.key], lang)
        return (
          <li
            key={one.key}
            className={state === 'late' ? 'now late' : state === 'next' ? 'ahead' : state}
            style={{ '--p': `${Math.round(part * 100)}%` } as CSSProperties}
            aria-current={running ? 'step' : undefined}
          >
            {small ? (
              <span className={running ? 'sec cut' : 'vh'}>{name}</span>
            ) : (
              <>
                {state === 'done' && <Icon name="check" small label={t('phase.done')} />}
                {running ? <b>{name}</b> : <span className="sec">{name}</span>}
                <span className="cut">
                  {state === 'late'
                    ? t('phase.late', { date: date(one.end) })
                    : running
                      ? `${Math.round(part * 100)}%`
                      : state === 'done'
                        ? date(one.doneOn ?? one.end)
                        : `${date(one.start)} – ${date(one.end)}`}
                </span>
                {running && <span className="after cut">{one.note || t('phase.until', { date: date(one.end) })}</span>}
                {running && <span className="marker" aria-hidden="true" />}
              </>
            )}
          </li>
        )
      })}
    </ol>
  )
}
