import type { Table } from '../../../kernel/server/db.ts'
import type { AttemptState, Source, Verdict } from '../contract/payment.ts'
import type { MethodName, ProviderName } from '../contract/providers.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    paymentAccount: Table<{
      organisationId: string
      id: string
      provider: ProviderName
      name: string
      merchantId: string
      /** Sealed JSON of the key and the IV. */
      keys: string
      mode: 'test' | 'live'
      standin: boolean
      methods: MethodName[]
      enabled: boolean
      version: number
      createdAt: string
      updatedAt: string
    }>
    paymentAttempt: Table<{
      organisationId: string
      id: string
      accountId: string
      eventId: string | null
      subjectEntity: string
      subjectId: string
      description: string
      amount: number
      currency: 'TWD'
      method: MethodName | null
      state: AttemptState
      tradeNo: string
      providerRef: string
      checkoutUrl: string
      numberBank: string
      number: string
      numberExpiresAt: string | null
      paidAt: string | null
      simulated: boolean
      late: boolean
      claimedUntil: string | null
      returnPath: string
      tokenHash: string
      createdAt: string
      updatedAt: string
    }>
    paymentCallback: Table<{
      organisationId: string
      id: string
      accountId: string
      attemptId: string | null
      at: string
      source: Source
      verdict: Verdict
      tradeNo: string
      code: string
      amount: number | null
      providerRef: string
      raw: Record<string, string>
    }>
  }
}
