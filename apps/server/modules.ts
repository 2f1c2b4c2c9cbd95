import type { Module } from '../../src/kernel/server/module.ts'
import { assistant } from '../../src/modules/assistant/module.ts'
import { badges } from '../../src/modules/badges/module.ts'
import { checkin } from '../../src/modules/checkin/module.ts'
import { closing } from '../../src/modules/closing/module.ts'
import { crm } from '../../src/modules/crm/module.ts'
import { documents } from '../../src/modules/documents/module.ts'
import { events } from '../../src/modules/events/module.ts'
import { integrations } from '../../src/modules/integrations/module.ts'
import { payments } from '../../src/modules/payments/module.ts'
import { privacy } from '../../src/modules/privacy/module.ts'
import { programme } from '../../src/modules/programme/module.ts'
import { registration } from '../../src/modules/registration/module.ts'
import { rules } from '../../src/modules/rules/module.ts'
import { standards } from '../../src/modules/standards/module.ts'
import { system } from '../../src/modules/system/module.ts'
import { identity } from '../../src/modules/identity/module.ts'

/** All modules, lower tiers first: routes, seeds and clones run in this order. */
export const modules: readonly Module[] = [
  identity,
  assistant,
  system,
  documents,
  crm,
  rules,
  standards,
  events,
  integrations,
  payments,
  programme,
  registration,
  checkin,
  badges,
  closing,
  privacy,
]
