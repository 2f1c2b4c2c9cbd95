export { type Arrival, arrivals } from './attendance.ts'
export { readCounts } from './roster.ts'
export { checkIn } from './scan.ts'
export type {} from './tables.ts'
