import { useT } from '../../../kernel/web/i18n.ts'
import { useSession } from '../../../kernel/web/session.tsx'
import { Alert, LinkButton } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'

/** On the first screen of the day, as long as the organisation waits for a second step. */
export function FactorReminder() {
  const t = useT('identity')
  const format = useFormat()
  const by = useSession().data?.factorBy
  if (!by) return null
  return (
    <Alert
      title={t('factors.wanted', { at: format.dateTime(by) })}
      action={<LinkButton to="/o/settings/account?tab=security">{t('factors.setUp')}</LinkButton>}
    >
      {t('factors.wantedNote')}
    </Alert>
  )
}
