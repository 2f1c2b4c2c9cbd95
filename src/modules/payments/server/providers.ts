import type { ProviderName } from '../contract/providers.ts'
import { ecpay } from './ecpay.ts'
import { linepay } from './linepay.ts'
import { newebpay } from './newebpay.ts'
import type { PaymentProvider } from './provider.ts'

export const adapters: Record<ProviderName, PaymentProvider> = { ecpay, newebpay, linepay }

/** The providers' own addresses: nobody types one, so no account can lead this server elsewhere. */
const bases: Record<ProviderName, { test: string; live: string }> = {
  ecpay: { test: 'https://payment-stage.ecpay.com.tw', live: 'https://payment.ecpay.com.tw' },
  newebpay: { test: 'https://ccore.newebpay.com', live: 'https://core.newebpay.com' },
  linepay: { test: 'https://sandbox-api-pay.line.me', live: 'https://api-pay.line.me' },
}

let standin: string | null = null
/** Where the installation's stand-in of the providers listens, e.g. `http://127.0.0.1:8300`; `null` = there is none. */
export const setStandin = (address: string | null) => void (standin = address)
export const standinAddress = () => standin

/** Where an account's payments go, or `null` where that is a stand-in that this installation does not have. */
export function baseOf(a: { provider: ProviderName; mode: 'test' | 'live'; standin: boolean }): string | null {
  if (!a.standin) return bases[a.provider][a.mode]
  return a.mode === 'test' && standin ? `${standin}/${a.provider}` : null
}
