import type { Services } from '../../../kernel/server/mount.ts'
import { deliverableByKey, outputsOf } from '../../documents/contract/registry.ts'
import type { StandardView } from '../contract/endpoints.ts'
import { indicators, indicatorState } from '../contract/indicators.ts'
import { standards, tasks } from '../contract/standards.ts'

/** Built from what the modules provide and claim in this very process, so it can't promise more than there is. */
export function readCatalogue(services: Services): { rows: StandardView[] } {
  const built = new Set<string>(services.provided('deliverables').map((d) => d.key))
  return {
    rows: standards.map((s) => {
      const mine = indicators.filter((i) => i.standard === s.short)
      const outputs = outputsOf(s.short)
      return {
        short: s.short,
        code: s.code,
        name: s.name,
        level: s.level,
        role: s.role,
        counts: {
          indicators: mine.length,
          indicatorsServed: mine.filter((i) => indicatorState(i) === 'covered').length,
          outputs: outputs.length,
          outputsBuilt: outputs.filter((o) => built.has(o.deliverable)).length,
        },
        tasks: tasks
          .filter((t) => t.standard === s.short)
          .map((t) => ({
            code: t.code,
            title: t.title,
            modules: [...t.modules],
            outputs: outputs
              .filter((o) => o.task === t.code)
              .map((o) => ({
                code: o.code,
                title: o.title,
                deliverable: o.deliverable,
                name: deliverableByKey.get(o.deliverable)!.name,
                built: built.has(o.deliverable),
              })),
            indicators: mine
              .filter((i) => i.task === t.code)
              .map((i) => ({ code: i.code, label: { zh: i.zh, en: i.en }, screen: i.screen, test: i.test })),
          })),
      }
    }),
  }
}
