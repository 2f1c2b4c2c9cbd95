import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react'
import { AppLink } from '../kernel/web/nav.tsx'
import { Icon } from './icons.tsx'
import type { IconName } from './icons.tsx'

export type Tone = 'jade' | 'amber' | 'indigo' | 'plain'
const toneIcon = { jade: 'check', amber: 'warn', indigo: 'info', plain: 'ring' } as const

type ButtonLook = { look?: 'primary' | 'line' | 'quiet'; icon?: IconName; busy?: boolean; large?: boolean }
const look = ({ look = 'line', large, children, busy }: ButtonLook & { children?: ReactNode }) =>
  `btn ${look}${large ? ' l' : ''}${children ? '' : ' ic'}${busy ? ' busy' : ''}`

/** `primary` is the one vermilion action of a screen. Without children give `aria-label`. */
export function Button({ look: l, icon, busy, large, children, ...rest }: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={`${look({ look: l, large, children, busy })} ${rest.className ?? ''}`}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
      {...(!children && rest['aria-label'] ? { title: rest['aria-label'] } : {})}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A button that goes to a screen (`to`) or to a file (`href`). */
export function LinkButton({
  look: l,
  icon,
  large,
  children,
  to,
  ...rest
}: ButtonLook & { to?: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const props = {
    ...rest,
    className: look({ look: l, large, children }),
    children: (
      <>
        {icon && <Icon name={icon} />}
        {children}
      </>
    ),
  }
  return to ? <AppLink to={to} {...props} /> : <a {...props} />
}

/** A state in words with its sign; `soft` draws it as a filled tag. */
export const StatusTag = ({
  tone = 'plain',
  icon,
  soft,
  children,
}: {
  tone?: Tone
  icon?: IconName | null
  soft?: boolean
  children: ReactNode
}) => (
  <span className={`${soft ? 'tag' : 'st'} ${tone}`}>
    {icon !== null && <Icon name={icon ?? toneIcon[tone]} small />}
    {children}
  </span>
)
export const Tag = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => <span className={`tag ${tone}`}>{children}</span>

/** What happened, why in figures, one link that repairs it. */
export const Alert = ({
  tone = 'amber',
  icon,
  title,
  action,
  children,
}: {
  tone?: Tone
  icon?: IconName
  title: ReactNode
  action?: ReactNode
  children?: ReactNode
}) => (
  <div className={`notice ${tone}`} role={tone === 'amber' ? 'alert' : 'status'}>
    <Icon name={icon ?? toneIcon[tone]} />
    <div>
      <b>{title}</b>
      {children && <div className="md sec">{children}</div>}
      {action && <div className="row acts">{action}</div>}
    </div>
  </div>
)

export type Kpi = { label: string; value: ReactNode; unit?: ReactNode; note?: ReactNode; tone?: Tone; to?: string }
/** Three to five figures on one ruled strip. */
export const KpiStrip = ({ items }: { items: Kpi[] }) => (
  <dl className="kpi" style={{ '--n': items.length } as object}>
    {items.map((kpi) => (
      <div key={kpi.label}>
        <dt>{kpi.to ? <AppLink to={kpi.to}>{kpi.label}</AppLink> : kpi.label}</dt>
        <dd>
          <b>{kpi.value}</b>
          {kpi.unit && <span>{kpi.unit}</span>}
          {kpi.note && (
            <span className={kpi.tone}>
              {kpi.tone && kpi.tone !== 'plain' && <Icon name={kpi.tone === 'jade' ? 'trend' : toneIcon[kpi.tone]} small />} {kpi.note}
            </span>
          )}
        </dd>
      </div>
    ))}
  </dl>
)

/** A part of a page under a small heading; ruled, not boxed. */
export const Section = ({
  title,
  note,
  action,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  action?: ReactNode
  children: ReactNode
}) => (
  <section className="part">
    <h2 className="h2">
      {title} {note !== undefined && <span className="mut">{note}</span>}
      {action && <span className="to">{action}</span>}
    </h2>
    {children}
  </section>
)

/** Names and values, one line each. */
export const Facts = ({ items }: { items: [string, ReactNode][] }) => (
  <dl className="kv">{items.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}>{value ?? '—'}</dd>])}</dl>
)

export type FeedItem = { key: string; when: ReactNode; who?: ReactNode; what: ReactNode; href?: string }
/** What happened, newest first. */
export const Feed = ({ items }: { items: FeedItem[] }) => (
  <ul className="feed">
    {items.map((item) => (
      <li key={item.key}>
        <time>{item.when}</time>
        <span>
          {item.who && <b>{item.who}</b>} {item.what}
        </span>
      </li>
    ))}
  </ul>
)

/** `done` of `total`; always says the figures as well. */
export const ProgressBar = ({ done, total, label }: { done: number; total: number; label: string }) => (
  <div role="progressbar" aria-valuenow={done} aria-valuemin={0} aria-valuemax={total} aria-label={label} className="bar">
    <i style={{ width: `${total > 0 ? Math.min(100, (100 * done) / total) : 0}%` }} />
  </div>
)

/** A choice of few as joined buttons; ink marks the one that is on. */
export const Segments = ({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  options: { value: string; label: ReactNode }[]
}) => (
  <div className="seg" role="group" aria-label={label}>
    {options.map((one) => (
      <button type="button" key={one.value} aria-pressed={one.value === value} onClick={() => onChange(one.value)}>
        {one.label}
      </button>
    ))}
  </div>
)

/** A filter that can be on. */
export const Chip = ({ on, count, onClick, children }: { on?: boolean; count?: ReactNode; onClick?: () => void; children: ReactNode }) => (
  <button type="button" className={on ? 'chip on' : 'chip'} aria-pressed={on ?? false} onClick={onClick}>
    {children} {count !== undefined && <i>{count}</i>}
  </button>
)

/** A person's first character in a disc. */
export const Avatar = ({ name, me, large }: { name: string; me?: boolean; large?: boolean }) => (
  <span className={`av${me ? ' me' : ''}${large ? ' l' : ''}`} aria-hidden="true">
    {[...name.trim()][0]?.toUpperCase() ?? '?'}
  </span>
)
