import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { ProgressBar, StatusTag } from '../../../ui/bits.tsx'
import { percent } from '../../../ui/format.ts'
import type { GoalState } from '../contract/desk.ts'
import { goalUnit, goalValue } from './goal-text.ts'

/** Met in jade, missed in amber once the event is over, else how far it is; always in words. */
export function GoalTag({ goal, over }: { goal: Pick<GoalState, 'met' | 'metric' | 'direction'>; over: boolean }) {
  const t = useT('events')
  if (goal.met === null) return <StatusTag>{t(goal.metric === 'manual' ? 'goal.open' : 'goal.later')}</StatusTag>
  // A ceiling holds until the event is over: staying below it is no achievement yet.
  if (goal.met && (over || goal.direction === 'up')) return <StatusTag tone="jade">{t('goal.met')}</StatusTag>
  if (goal.met) return <StatusTag tone="jade">{t('goal.within')}</StatusTag>
  return over || goal.direction === 'down' ? (
    <StatusTag tone="amber">{t(over ? 'goal.missed' : 'goal.above')}</StatusTag>
  ) : (
    <StatusTag icon="half">{t('goal.way')}</StatusTag>
  )
}

/** Goals with target, what stands now, and how far that is. */
export function GoalTable({ goals, over }: { goals: GoalState[]; over: boolean }) {
  const t = useT('events')
  const lang = useLang()
  return (
    <div className="tablebox">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('goal.title')}</th>
            <th scope="col" className="n">
              {t('goal.current')}
            </th>
            <th scope="col" className="n">
              {t('goal.target')}
            </th>
            <th scope="col" className="wideonly">
              {t('goal.share')}
            </th>
            <th scope="col">{t('goal.state')}</th>
          </tr>
        </thead>
        <tbody>
          {goals.map((goal) => (
            <tr key={goal.id}>
              <td>{pick(goal.title, lang)}</td>
              <td className="n">{goal.current === null ? '—' : goalValue(goal, goal.current)}</td>
              <td className="n">
                {goal.direction === 'down' && <span className="mut sm">{t('goal.atMost')} </span>}
                {goalValue(goal, goal.target)} <span className="mut sm">{goalUnit(goal, lang)}</span>
              </td>
              <td className="wideonly">
                {goal.share !== null && (
                  <span className="goalbar">
                    <ProgressBar done={Math.min(100, Math.round(goal.share * 100))} total={100} label={pick(goal.title, lang)} />
                    <span className="n sm">{percent(goal.share)}</span>
                  </span>
                )}
              </td>
              <td>
                <GoalTag goal={goal} over={over} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
