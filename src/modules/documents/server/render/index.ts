export { missingGlyphs } from './fonts.ts'
export type { PagesJob } from './pages.ts'
export { renderFile, renderPagesFile, type RenderFormat } from './pool.ts'
