import type { ReactNode } from 'react'
import { ApiError } from '../kernel/web/client.ts'
import { useT } from '../kernel/web/i18n.ts'
import { Button, LinkButton } from './bits.tsx'
import { Icon } from './icons.tsx'
import type { IconName } from './icons.tsx'

const Panel = ({ icon, title, role, children }: { icon: IconName; title: ReactNode; role?: string; children?: ReactNode }) => (
  <div className="panel" {...(role ? { role } : {})}>
    <span className="mark">
      <Icon name={icon} />
    </span>
    <h2>{title}</h2>
    {children}
  </div>
)

/** One sentence what this is for, an example, one button, one link to the guide. */
export const EmptyState = ({
  icon = 'list',
  title,
  children,
  example,
  action,
}: {
  icon?: IconName
  title: ReactNode
  children?: ReactNode
  example?: ReactNode
  action?: ReactNode
}) => (
  <Panel icon={icon} title={title}>
    {children && <p>{children}</p>}
    {example && (
      <div className="example" aria-hidden="true">
        {example}
      </div>
    )}
    {action && <div className="row acts">{action}</div>}
  </Panel>
)

/** What an error says to the person: the server's title, or the kit's words for what never reached it. */
export function useProblemText(): (error: unknown) => string {
  const t = useT('ui')
  return (error) => {
    if (!(error instanceof ApiError)) return t('error.unexpected')
    if (error.status === 0) return t('error.offline')
    return error.message || t(error.status === 403 ? 'error.forbidden' : error.status === 404 ? 'error.notFound' : 'error.unexpected')
  }
}

/** What happened, what is safe, what to do. Forbidden and not found get their own words. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT('ui')
  const text = useProblemText()
  const status = error instanceof ApiError ? error.status : -1
  if (status === 403) return <Forbidden />
  if (status === 404)
    return (
      <Panel icon="search" title={t('error.notFound')}>
        <p>{t('error.notFoundHelp')}</p>
        <div className="row acts">
          <LinkButton to="/" icon="home" large>
            {t('error.home')}
          </LinkButton>
        </div>
      </Panel>
    )
  return (
    <Panel icon="warn" title={text(error)} role="alert">
      <p>{t('error.safe')}</p>
      {onRetry && (
        <div className="row acts">
          <Button icon="refresh" onClick={onRetry}>
            {t('retry')}
          </Button>
        </div>
      )}
      {error instanceof ApiError && <p className="sm mut">{error.code}</p>}
    </Panel>
  )
}

export function Forbidden() {
  const t = useT('ui')
  return (
    <Panel icon="lock" title={t('error.forbidden')}>
      <p>{t('error.forbiddenHelp')}</p>
    </Panel>
  )
}

/** An honest page for what doesn't exist yet; `children` say what it will serve. */
export function NotBuiltYet({ title, children }: { title: string; children?: ReactNode }) {
  const t = useT('ui')
  return (
    <Panel icon="clock" title={t('notBuilt.title', { what: title })}>
      <p>{t('notBuilt.help')}</p>
      {children}
    </Panel>
  )
}

/** Grey lines while something under a second loads. */
export function Skeleton({ lines = 6, page }: { lines?: number; page?: boolean }) {
  const t = useT('ui')
  return (
    <div className={page ? 'skel page' : 'skel'} role="status" aria-label={t('loading')}>
      {page && <i style={{ width: '32%', height: 20 }} />}
      {Array.from({ length: lines }, (_, i) => (
        <i key={i} style={{ width: `${[92, 74, 86, 60, 80, 68][i % 6]}%` }} />
      ))}
    </div>
  )
}

/** Skeleton, error or the answer, for `useEndpoint` results. */
export function Loaded<T>({
  of,
  children,
}: {
  of: { data?: T; error: unknown; refetch: () => unknown }
  children: (data: T) => ReactNode
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>
  return of.error ? <ErrorState error={of.error} onRetry={() => void of.refetch()} /> : <Skeleton page />
}
