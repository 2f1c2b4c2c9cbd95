export { missingGlyphs } from './fonts.ts'
export { renderFile, type RenderFormat } from './pool.ts'
