import './factors.css'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { Alert, Button } from '../../../ui/bits.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { signInEndpoints } from '../contract/factors.ts'
import { oidcSignInEndpoints } from '../contract/oidc.ts'
import { askPasskey, hasPasskeys, offersPasskeys } from './passkey.ts'

/** Below the password: a passkey, and the provider of the organisation. The browser may offer passkeys in the mail field by itself. */
export function OtherWays({ email, next, onDone }: { email: string; next: string; onDone: () => Promise<void> }) {
  const t = useT('identity')
  const text = useProblemText()
  const [organisation] = useUrlState('organisation')
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const domain = /^[^\s@]+@[^\s@.]+\.[^\s@]{2,}$/.test(email) ? email : undefined
  const first = useEndpoint(oidcSignInEndpoints.ways, { query: organisation ? { organisation } : {} })
  const typed = useEndpoint(
    oidcSignInEndpoints.ways,
    { query: { email: domain ?? '' } },
    { enabled: Boolean(domain && first.data?.byEmail && !first.data.oidc.length) },
  )
  const providers = first.data?.oidc.length ? first.data.oidc : (typed.data?.oidc ?? [])
  const waiting = useRef<AbortController | null>(null)
  const finish = async (found: Record<string, unknown> | null) => {
    if (!found) return
    await call(signInEndpoints.passkey, { body: { response: found } })
    await onDone()
  }
  useEffect(() => {
    const stop = new AbortController()
    waiting.current = stop
    void (async () => {
      if (!(await offersPasskeys()) || stop.signal.aborted) return
      await finish(await askPasskey(await call(signInEndpoints.passkeyOptions), { conditional: stop.signal }))
    })().catch((error) => !stop.signal.aborted && setRefused(text(error)))
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- one offer as long as the screen stands
  }, [])
  const run = async (act: () => Promise<void>) => {
    setRefused(null)
    setBusy(true)
    await act().catch((error) => setRefused(text(error)))
    setBusy(false)
  }
  const passkey = () =>
    run(async () => {
      waiting.current?.abort()
      await finish(await askPasskey(await call(signInEndpoints.passkeyOptions)))
    })
  const company = (provider: string) =>
    run(async () => {
      const { url } = await call(oidcSignInEndpoints.begin, { body: { provider, next } })
      location.assign(url)
    })
  if (!hasPasskeys() && !providers.length) return null
  return (
    <div className="ways">
      <span className="or">{t('signIn.or')}</span>
      {refused && <Alert title={refused} />}
      {providers.map((p) => (
        <Button key={p.id} large icon="globe" disabled={busy} onClick={() => void company(p.id)}>
          {p.label || t('signIn.company', { organisation: p.organisation })}
        </Button>
      ))}
      {hasPasskeys() && (
        <Button large icon="lock" disabled={busy} onClick={() => void passkey()}>
          {t('signIn.passkey')}
        </Button>
      )}
    </div>
  )
}
