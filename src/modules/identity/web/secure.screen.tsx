import { useEffect, useState } from 'react'
import { Navigate } from '@tanstack/react-router'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useSession, useSessionReset } from '../../../kernel/web/session.tsx'
import { Button } from '../../../ui/bits.tsx'
import { Skeleton } from '../../../ui/states.tsx'
import { auth } from './auth.ts'
import { FactorLines } from './factors.tsx'
import { Gate } from './gate.tsx'
import { inside } from './inside.ts'
import { ProofHost } from './proof.tsx'

/** For whom the organisation does not let in for now: what is missing, and the way to it. */
export default function Secure() {
  const t = useT('identity')
  const go = useGo()
  const session = useSession()
  const reset = useSessionReset()
  const [next] = useUrlState('next')
  const barred = session.data?.barred
  const [held, setHeld] = useState(false)
  const free = Boolean(session.data?.user && !barred) && !held
  useEffect(() => {
    if (!free) return
    const [to, search] = inside(next)
    go(to, { search, replace: true })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when nothing is missing any more
  }, [free])
  if (!session.data || free) return <Skeleton page />
  if (!session.data.user) return <Navigate to="/sign-in" />
  const organisation = session.data.organisation?.name ?? ''
  // Still here while codes are shown, although nothing is missing any more.
  const factor = barred !== 'identity.oidc_only'
  return (
    <Gate
      title={t(factor ? 'secure.factor' : 'secure.oidc')}
      note={t(factor ? 'secure.factorNote' : 'secure.oidcNote', { organisation })}
      foot={session.data.user.email}
    >
      {factor && <FactorLines onHold={setHeld} />}
      <div className="row acts">
        <Button large onClick={() => void auth('/sign-out').then(reset)}>
          {t('app:top.signOut')}
        </Button>
      </div>
      <ProofHost />
    </Gate>
  )
}
