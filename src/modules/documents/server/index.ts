export { renderDeliverable } from './build.ts'
export { type BuildInput, defineDeliverable, type DeliverableProvider, type SectionSpec } from './provides.ts'
export { missingGlyphs, renderDocx, renderPdf, renderXlsx } from './render/index.ts'
export type {} from './tables.ts'
