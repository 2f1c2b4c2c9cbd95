export { createEvent, events, getEvent, updateEvent } from './event.ts'
export type { Attention, AttentionProvider, FigureProvider } from './provides.ts'
export type {} from './tables.ts'
