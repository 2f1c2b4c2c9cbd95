import { BlockList, isIP } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type RawBuilder, sql } from 'kysely'
import { AppError } from '../../../kernel/server/errors.ts'

const bare = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Does an address lie in one of these addresses and networks (CIDR)? An empty list lets all in. */
export function inNetworks(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true
  const from = bare(address)
  const family = isIP(from) === 6 ? 'ipv6' : 'ipv4'
  if (!isIP(from)) return false
  const list = new BlockList()
  for (const n of networks) {
    const [net = '', bits] = n.split('/')
    const kind = isIP(net) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(net, kind)
    else list.addSubnet(net, Number(bits), kind)
  }
  return list.check(from, family)
}

const WINDOW = 60
/** Columns by which a key counts its requests of a minute, in the statement that finds it, so that all processes count together. */
export const counting = (table: 'apiKey' | 'assistantToken', address: string) => {
  const t = sql.table(table)
  const over = sql`${t}.window_at <= now() - make_interval(secs => ${WINDOW})`
  return {
    lastUsedAt: sql<string>`now()`,
    lastUsedFrom: bare(address),
    windowAt: sql<string>`case when ${over} then now() else ${t}.window_at end`,
    windowCount: sql<number>`case when ${over} then 1 else ${t}.window_count + 1 end`,
  }
}
/** Whole seconds until the minute is over. */
export const windowLeft: RawBuilder<number> = sql<number>`greatest(1, least(${WINDOW}, ceil(extract(epoch from window_at - now()) + ${WINDOW})))::int`

type Count = { most: number; used: number; seconds: number }
const counts = new WeakMap<FastifyRequest, Count>()
/** Notes what is left for the answer's headers. Errors: `request.rate_limited`. */
export function spend(request: FastifyRequest, c: Count) {
  counts.set(request, c)
  if (c.used > c.most) throw new AppError('request.rate_limited', { seconds: c.seconds })
}

/** `RateLimit` and `RateLimit-Policy` (IETF draft, structured fields), and `Retry-After` where a key has used up its minute. */
export function tellLimits(http: FastifyInstance) {
  http.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
    const c = counts.get(request)
    if (!c) return
    reply.header('ratelimit-policy', `"key";q=${c.most};w=${WINDOW}`)
    reply.header('ratelimit', `"key";r=${Math.max(0, c.most - c.used)};t=${c.seconds}`)
    if (c.used > c.most) reply.header('retry-after', String(c.seconds))
  })
}
