export { ProgrammeImportError, importFailures } from './errors.ts'
export type { ImportFailure } from './errors.ts'
export { parseProgramme } from './parse.ts'
