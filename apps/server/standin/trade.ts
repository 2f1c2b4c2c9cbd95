import { randomInt } from 'node:crypto'
import { standinMerchants } from '../../../src/modules/payments/contract/standin.ts'
import type { ProviderName } from '../../../src/modules/payments/contract/providers.ts'

/** One payment as the stand-in knows it. */
export type Trade = {
  provider: ProviderName
  /** The merchant's number for it, never taken twice. */
  tradeNo: string
  /** The provider's own. */
  ref: string
  amount: number
  description: string
  callbackUrl: string
  issuedUrl: string
  returnUrl: string
  state: 'open' | 'issued' | 'paid' | 'failed' | 'agreed'
  /** What the merchant's server said to each callback. */
  answers: string[]
}
/** A button on the stand-in's page. */
export const acts = ['pay', 'fail', 'issueAtm', 'issueCvs', 'simulate'] as const
export type Act = (typeof acts)[number]

export type Book = Map<string, Trade>
export const keyOf = (provider: ProviderName, tradeNo: string) => `${provider}/${tradeNo}`
/** 19 digits, as LINE Pay's: too long for a JavaScript number, on purpose. */
export const newRef = () => `2026${Array.from({ length: 15 }, () => randomInt(10)).join('')}`
export const keys = (provider: ProviderName) => {
  const { merchantId, hashKey: key, hashIv: iv } = standinMerchants[provider]
  return { merchantId, key, iv }
}
/** What a provider's page answers to a request that it does not take, in its words. */
export class Refused extends Error {}
