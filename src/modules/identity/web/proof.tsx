import { lazy, Suspense, useEffect, useState } from 'react'
import { onProofNeeded } from '../../../kernel/web/client.ts'

const ProofModal = lazy(() => import('./proof-modal.tsx'))

/** Asks the person to prove who they are whenever a call was refused for want of it; what asks at the same time shares one answer. */
export function ProofHost() {
  const [answer, setAnswer] = useState<((yes: boolean) => void) | null>(null)
  useEffect(() => {
    let asking: Promise<boolean> | null = null
    onProofNeeded(
      () =>
        (asking ??= new Promise<boolean>((resolve) => setAnswer(() => resolve)).finally(() => {
          asking = null
          setAnswer(null)
        })),
    )
    return () => onProofNeeded(undefined)
  }, [])
  if (!answer) return null
  return (
    <Suspense>
      <ProofModal answer={answer} />
    </Suspense>
  )
}
