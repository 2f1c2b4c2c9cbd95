import type { Rule } from '../../contract/rule.ts'
import { carbonRules } from './carbon.ts'
import { identifierRules, messagingRules, paymentRules } from './channels.ts'
import { creditRules } from './credits.ts'
import { feeRules, nhiRules, withholdingRules } from './payroll.ts'
import { privacyRules, retentionRules } from './privacy.ts'
import { procurementRules, subsidyRules } from './procurement.ts'
import { insuranceRules, safetyRules, venueRules } from './safety.ts'
import { invoiceRules, taxRules } from './tax.ts'

/** Every dated rule that a new organisation starts with; from there on its owner edits them. */
export const seedRules: readonly Rule[] = [
  ...taxRules,
  ...invoiceRules,
  ...withholdingRules,
  ...nhiRules,
  ...feeRules,
  ...procurementRules,
  ...subsidyRules,
  ...safetyRules,
  ...insuranceRules,
  ...venueRules,
  ...privacyRules,
  ...retentionRules,
  ...carbonRules,
  ...creditRules,
  ...paymentRules,
  ...messagingRules,
  ...identifierRules,
]
