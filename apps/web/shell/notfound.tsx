import { useT } from '../../../src/kernel/web/i18n.ts'
import { LinkButton } from '../../../src/ui/bits.tsx'
import { EmptyState } from '../../../src/ui/states.tsx'

export function NotFound() {
  const t = useT('app')
  return (
    <EmptyState
      icon="search"
      title={t('notFound.title')}
      action={
        <LinkButton to="/" icon="home">
          {t('notFound.home')}
        </LinkButton>
      }
    >
      {t('notFound.help')}
    </EmptyState>
  )
}
