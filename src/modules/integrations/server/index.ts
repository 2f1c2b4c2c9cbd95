export { allowLoopback } from './dispatch.ts'
export type {} from './tables.ts'
