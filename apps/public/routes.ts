import type { FastifyInstance } from 'fastify'
import type { Services } from '../../src/kernel/server/mount.ts'

/** Public event sites; every page is drawn on the server. */
export function mountPublicSite(_app: FastifyInstance, _services: Services) {}
