import type { Localized } from '../../../kernel/contract/localized.ts'

export const providerNames = ['ecpay', 'newebpay', 'linepay'] as const
export type ProviderName = (typeof providerNames)[number]
export const methodNames = ['credit', 'atm', 'cvs', 'applePay', 'twqr', 'linePay'] as const
export type MethodName = (typeof methodNames)[number]

type Provider = Localized & {
  /** What a payer can choose there. `cvs` needs a higher amount than others, see `least`. */
  methods: readonly MethodName[]
  /** Lengths of what signs, as the provider hands them out; `null` = it has none. */
  keyLength: number
  ivLength: number | null
  /** NT$ of the test payment. */
  trial: number
  /** Where the merchant finds its numbers. */
  console: string
}
export const providers: Record<ProviderName, Provider> = {
  ecpay: {
    zh: '綠界科技 ECPay',
    en: 'ECPay',
    methods: ['credit', 'atm', 'cvs', 'applePay', 'twqr'],
    keyLength: 16,
    ivLength: 16,
    trial: 30,
    console: 'https://vendor.ecpay.com.tw/',
  },
  newebpay: {
    zh: '藍新金流 NewebPay',
    en: 'NewebPay',
    methods: ['credit', 'atm', 'cvs', 'applePay', 'linePay'],
    keyLength: 32,
    ivLength: 16,
    trial: 30,
    console: 'https://www.newebpay.com/',
  },
  linepay: {
    zh: 'LINE Pay',
    en: 'LINE Pay',
    methods: ['linePay'],
    keyLength: 32,
    ivLength: null,
    trial: 30,
    console: 'https://pay.line.me/',
  },
}

/** Smallest and largest amounts in NT$ that providers take by a method; the rest is up to the merchant's contract. */
export const bounds: Partial<Record<MethodName, [least: number, most: number]>> = { cvs: [30, 20_000] }
