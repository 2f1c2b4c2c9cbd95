import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { LinkButton } from '../../../ui/bits.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { Attention, Notice } from '../contract/desk.ts'
import { Due } from './due.tsx'

/** A thing to do, wherever it comes from: a module's attention or a colleague's mention. `to` as in `AppLink`. */
export type Todo = {
  key: string
  title: string
  detail: string
  due: string | null
  action: string
  to: string
  today: string
  mention?: boolean
  event?: string
}

export const below = (path: string) => path.replace(/^\/app(?=\/|$)/, '') || '/'

/** What waits in an event (`base` is `~` or `/e/<slug>`), and the mentions of me in it. */
export function useTodos() {
  const t = useT('events')
  const lang = useLang()
  return {
    ofAttention: (list: Attention[], base: string, today: string, event?: string): Todo[] =>
      list
        .filter((one) => one.tone === 'todo')
        .map((one, i) => ({
          key: `${base}${one.code}${i}`,
          title: pick(one.title, lang),
          detail: pick(one.detail, lang),
          due: one.due ?? null,
          action: pick(one.action, lang),
          to: base + one.path,
          today,
          event,
        })),
    ofNotices: (list: Notice[], today: string): Todo[] =>
      list
        .filter((one) => one.readAt === null)
        .map((one) => ({
          key: one.id,
          title: one.kind === 'mention' ? t('notice.mention', { name: one.title }) : one.title,
          detail: one.body,
          due: null,
          action: t('notice.open'),
          to: below(one.path),
          today,
          mention: true,
        })),
  }
}

/** The list of what is to be done; the first one carries the screen's one primary button. */
export const TodoList = ({ items, plain }: { items: Todo[]; plain?: boolean }) => (
  <ul className="todo">
    {items.map((one, i) => {
      const first = i === 0 && !plain
      return (
        <li key={one.key} className={first ? 'first' : undefined}>
          <Icon name={one.mention ? 'comment' : first ? 'clock' : 'ring'} />
          <div className="cut">
            <div className="cut">{first ? <b>{one.title}</b> : one.title}</div>
            <p className="cut">
              {one.event && <span className="sec">{one.event}　</span>}
              {one.detail}
            </p>
          </div>
          <span className="due">
            <Due day={one.due} today={one.today} />
          </span>
          <span className="act">
            <LinkButton look={first ? 'primary' : 'line'} large={first} to={one.to}>
              {one.action}
            </LinkButton>
          </span>
        </li>
      )
    })}
  </ul>
)

/** What to know but not to do at once: warnings in amber with their sign, then notes. */
export function Alerts({ list, base }: { list: Attention[]; base: string }) {
  const lang = useLang()
  return (
    <ul className="alerts">
      {list.map((one, i) => (
        <li key={`${one.code}${i}`}>
          <span className={one.tone === 'warn' ? 'amber' : 'indigo'}>
            <Icon name={one.tone === 'warn' ? 'warn' : 'info'} />
          </span>
          <div>{pick(one.title, lang)}</div>
          <p>
            {pick(one.detail, lang)}{' '}
            <AppLink className="a" to={base + one.path}>
              {pick(one.action, lang)}
            </AppLink>
          </p>
        </li>
      ))}
    </ul>
  )
}
