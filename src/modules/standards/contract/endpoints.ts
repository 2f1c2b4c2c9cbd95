import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'

const text = z.object({ zh: z.string(), en: z.string() })

/** The catalogue of one standard: duties, tasks, outputs with their deliverable, indicators with the screen and test that serve them. */
export const standardView = z.object({
  short: z.string(),
  code: z.string(),
  name: text,
  level: z.number().int(),
  role: text,
  counts: z.object({
    indicators: z.number().int(),
    indicatorsServed: z.number().int(),
    outputs: z.number().int(),
    outputsBuilt: z.number().int(),
  }),
  tasks: z.array(
    z.object({
      code: z.string(),
      title: text,
      modules: z.array(z.string()),
      outputs: z.array(z.object({ code: z.string(), title: z.string(), deliverable: z.string(), name: text, built: z.boolean() })),
      indicators: z.array(z.object({ code: z.string(), label: text, screen: z.string().nullable(), test: z.string().nullable() })),
    }),
  ),
})
export type StandardView = z.output<typeof standardView>

export const standardEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/standards',
    action: 'standards.read',
    summary: 'How far the product serves the five occupational standards',
    response: z.object({ rows: z.array(standardView) }),
  }),
}
