import { useT } from '../../../src/kernel/web/i18n.ts'
import { useEvent } from '../../../src/kernel/web/session.tsx'
import { LinkButton } from '../../../src/ui/bits.tsx'
import { EmptyState } from '../../../src/ui/states.tsx'
import { AnyArea } from './areas.tsx'

export function NotFound() {
  const t = useT('app')
  const event = useEvent()
  return (
    <EmptyState
      icon="search"
      title={t('notFound.title')}
      action={
        <LinkButton to={event ? '~' : '/'} icon="home" large>
          {t(event ? 'notFound.overview' : 'notFound.home')}
        </LinkButton>
      }
    >
      {t('notFound.help')}
    </EmptyState>
  )
}

/** The same for an address that the router doesn't know, in the shell. */
export const UnknownAddress = () => (
  <AnyArea>
    <NotFound />
  </AnyArea>
)
