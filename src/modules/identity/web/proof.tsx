import { lazy, Suspense, useEffect, useState } from 'react'
import { call, onProofNeeded } from '../../../kernel/web/client.ts'
import { securityEndpoints } from '../contract/security.ts'

const ProofModal = lazy(() => import('./proof-modal.tsx'))

/** Asks the person to prove who they are whenever a call was refused for want of it; what asks at the same time shares one answer. */
export function ProofHost() {
  const [answer, setAnswer] = useState<((yes: boolean) => void) | null>(null)
  useEffect(() => {
    let asking: Promise<boolean> | null = null
    const ask = () =>
      (asking ??= new Promise<boolean>((resolve) => setAnswer(() => resolve)).finally(() => {
        asking = null
        setAnswer(null)
      }))
    onProofNeeded(async (o) => {
      if (!o?.unlessProven) return ask()
      const { provenUntil } = await call(securityEndpoints.state).catch(() => ({ provenUntil: null }))
      // Some seconds to spare, since the download itself comes after the answer.
      return Date.parse(provenUntil ?? '') > Date.now() + 15_000 || ask()
    })
    return () => onProofNeeded(undefined)
  }, [])
  if (!answer) return null
  return (
    <Suspense>
      <ProofModal answer={answer} />
    </Suspense>
  )
}
