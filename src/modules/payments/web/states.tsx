import { useT } from '../../../kernel/web/i18n.ts'
import { StatusTag } from '../../../ui/bits.tsx'
import type { AttemptState, PaymentAccount, Verdict } from '../contract/payment.ts'

const tones = { open: 'plain', issued: 'indigo', paid: 'jade', failed: 'amber', expired: 'plain' } as const
const icons = { open: 'ring', issued: 'clock', paid: 'check', failed: 'x', expired: 'minus' } as const
export function AttemptTag({ state }: { state: AttemptState }) {
  const t = useT('payments')
  return (
    <StatusTag tone={tones[state]} icon={icons[state]}>
      {t(`state.${state}`)}
    </StatusTag>
  )
}

const quiet: readonly Verdict[] = ['repeat', 'ignored', 'unknown', 'failed']
export function VerdictTag({ of }: { of: Verdict }) {
  const t = useT('payments')
  const good = of === 'paid' || of === 'issued'
  return (
    <StatusTag tone={good ? 'jade' : quiet.includes(of) ? 'plain' : 'amber'} icon={good ? 'check' : quiet.includes(of) ? 'info' : 'warn'}>
      {t(`verdict.${of}`)}
    </StatusTag>
  )
}

export const accountState = (a: PaymentAccount) => (!a.enabled ? 'off' : !a.keysSet ? 'keyless' : a.standin ? 'standin' : a.mode)
const accountTones = { off: 'plain', keyless: 'amber', standin: 'indigo', test: 'indigo', live: 'jade' } as const
const accountIcons = { off: 'x', keyless: 'warn', standin: 'half', test: 'half', live: 'check' } as const
export function AccountTag({ of }: { of: PaymentAccount }) {
  const t = useT('payments')
  const state = accountState(of)
  return (
    <StatusTag tone={accountTones[state]} icon={accountIcons[state]}>
      {t(`account.${state}`)}
    </StatusTag>
  )
}
