import type { FastifyBaseLogger } from 'fastify'
import { asOrganisation, type Services } from '../../src/kernel/server/mount.ts'
import type { DemoContext } from '../../src/kernel/server/module.ts'
import { modules } from './modules.ts'

/** Every module adds its part to one believable event, all in one transaction: the demo is there whole or not at all. */
export async function loadDemo(services: Services, organisationId: string, log: FastifyBaseLogger, today = new Date().toISOString().slice(0, 10)): Promise<void> {
  const demo: DemoContext = { today, services, ids: new Map() }
  await asOrganisation(services, organisationId, log, async (ctx) => {
    for (const m of modules) await m.seed?.(ctx, demo)
  })
}
