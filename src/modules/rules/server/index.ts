export { rateFor, ruleFor } from './rules.ts'
