export { mountMcp } from './mcp.ts'
export type {} from './tables.ts'
