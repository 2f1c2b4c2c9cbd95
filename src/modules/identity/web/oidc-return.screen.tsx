import { useEffect, useRef, useState } from 'react'
import { call } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useSessionReset } from '../../../kernel/web/session.tsx'
import { Alert, LinkButton } from '../../../ui/bits.tsx'
import { Skeleton, useProblemText } from '../../../ui/states.tsx'
import { oidcSignInEndpoints } from '../contract/oidc.ts'
import { Gate } from './gate.tsx'
import { inside } from './inside.ts'

/** Where the provider sends people back to; what it says is handed on at once and leaves the address bar. */
export default function OidcReturn() {
  const t = useT('identity')
  const text = useProblemText()
  const go = useGo()
  const reset = useSessionReset()
  const [refused, setRefused] = useState<string | null>(null)
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    const given = new URLSearchParams(location.search)
    // Opened by hand: there is nothing to finish.
    if (!given.get('state')) return void go('/sign-in', { replace: true })
    history.replaceState(history.state, '', location.pathname)
    const body = Object.fromEntries(['code', 'state', 'iss', 'error'].flatMap((k) => (given.get(k) ? [[k, given.get(k)!]] : [])))
    void call(oidcSignInEndpoints.finish, { body: { state: '', ...body } })
      .then(async ({ next }) => {
        await reset()
        const [to, search] = inside(next)
        go(to, { search, replace: true })
      })
      .catch((error) => setRefused(text(error)))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once
  }, [])
  if (!refused) return <Skeleton page />
  return (
    <Gate title={t('oidc.refused')}>
      <Alert title={refused} />
      <div className="row acts">
        <LinkButton large look="primary" to="/sign-in">
          {t('oidc.again')}
        </LinkButton>
      </div>
    </Gate>
  )
}
