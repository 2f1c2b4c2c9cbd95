export { attemptsFor, beginPayment, type PaymentDraft, readAttempt } from './attempts.ts'
export { setStandin } from './providers.ts'
export type {} from './tables.ts'
