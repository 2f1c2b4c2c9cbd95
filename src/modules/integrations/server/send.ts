import { lookup } from 'node:dns/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { isIP } from 'node:net'
import type { Fault } from '../contract/webhook.ts'
import { allowed, checkUrl, hostOf } from './address.ts'
import { AppError } from '../../../kernel/server/errors.ts'

/** The outside world as a sender sees it; tests put their own in its place. */
export type Network = {
  resolve(host: string): Promise<string[]>
  /** Loopback may be called, over plain HTTP, too (for development). */
  loopback: boolean
  /** Trusted beside the usual authorities. */
  ca?: string
  connectMs: number
  totalMs: number
}
export const network = (o: Partial<Network> = {}): Network => ({
  resolve: async (host) => (await lookup(host, { all: true, order: 'ipv4first' })).map((a) => a.address),
  loopback: false,
  connectMs: 5000,
  totalMs: 15_000,
  ...o,
})

export type Outcome = {
  statusCode: number | null
  fault: Fault | null
  detail: string
  durationMs: number
  answer: string
  retryAfter: number
}
const KEPT = 2048
/** Past this much of an answer nobody listens any more. */
const HEARD = 64 * 1024

class Refusal extends Error {
  readonly fault: Fault
  constructor(fault: Fault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

/** The addresses behind a host; all of them must be allowed, so that no answer of a name server can be picked out. */
async function addressesOf(host: string, net: Network, signal: AbortSignal): Promise<string[]> {
  const late = new Promise<never>((_, no) => signal.addEventListener('abort', () => no(new Refusal('dns', 'no answer in time'))))
  late.catch(() => {})
  const found = isIP(host)
    ? [host]
    : await Promise.race([net.resolve(host), late]).catch((e: NodeJS.ErrnoException) => {
        throw e instanceof Refusal ? e : new Refusal('dns', e.code ?? 'not found')
      })
  if (found.length === 0) throw new Refusal('dns', 'no address')
  if (!found.every((a) => allowed(a, net))) throw new Refusal('refused', 'the name leads to an address that is not on the open internet')
  return found.slice(0, 3)
}

const certificate = /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME|EPROTO)/
const faultOf = (e: NodeJS.ErrnoException): Fault =>
  certificate.test(e.code ?? '')
    ? 'tls'
    : /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES)/.test(e.code ?? '')
      ? 'connect'
      : 'broken'

type Reply = { statusCode: number; answer: string; retryAfter: number }
/** One POST to one address. It never looks a name up, follows nothing, and heeds no proxy: an agent of its own reads no environment. */
function post(url: URL, address: string, headers: Record<string, string>, body: string, net: Network, signal: AbortSignal): Promise<Reply> {
  const secure = url.protocol === 'https:'
  const host = hostOf(url)
  return new Promise((done, fail) => {
    const options: https.RequestOptions = {
      method: 'POST',
      host: address,
      port: url.port || (secure ? 443 : 80),
      path: url.pathname + url.search,
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
      agent: secure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false }),
      signal,
      maxHeaderSize: 16_384,
      ...(secure ? { servername: isIP(host) ? '' : host, rejectUnauthorized: true, ...(net.ca ? { ca: net.ca } : {}) } : {}),
    }
    const request = (secure ? https : http).request(options)
    const patience = setTimeout(() => request.destroy(new Refusal('connect', 'no connection in time')), net.connectMs)
    request.on('socket', (s) => s.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(patience)))
    request.once('close', () => clearTimeout(patience))
    request.once('error', fail)
    request.once('response', (reply) => {
      const parts: Buffer[] = []
      let heard = 0
      const end = () => {
        const wait = Number(reply.headers['retry-after'])
        const answer = Buffer.concat(parts).subarray(0, KEPT).toString('utf8').replaceAll('\0', '')
        done({ statusCode: reply.statusCode ?? 0, answer, retryAfter: Number.isFinite(wait) && wait > 0 ? wait : 0 })
      }
      reply.on('data', (part: Buffer) => {
        if (heard < KEPT) parts.push(part.subarray(0, KEPT))
        heard += part.length
        if (heard <= HEARD) return
        end()
        request.destroy()
      })
      reply.once('end', end)
      reply.once('error', fail)
    })
    request.end(body)
  })
}

/**
 * One attempt at delivering `body`: resolve, check, connect to what was checked, send, judge. Never throws; only 2xx counts as
 * delivered. The name is resolved anew each time and the connection goes to the checked address itself, so that a name
 * server that changes its mind in between gains nothing.
 */
export async function attempt(target: string, headers: Record<string, string>, body: string, net: Network): Promise<Outcome> {
  const began = performance.now()
  const signal = AbortSignal.timeout(net.totalMs)
  const result = (o: Partial<Outcome>): Outcome => ({
    statusCode: null,
    fault: null,
    detail: '',
    answer: '',
    retryAfter: 0,
    ...o,
    durationMs: Math.round(performance.now() - began),
  })
  try {
    const url = checkUrl(target, net)
    const addresses = await addressesOf(hostOf(url).replace(/\.$/, ''), net, signal)
    for (const [i, address] of addresses.entries())
      try {
        const r = await post(url, address, headers, body, net, signal)
        const fault = r.statusCode >= 200 && r.statusCode < 300 ? null : r.statusCode >= 300 && r.statusCode < 400 ? 'redirect' : 'status'
        return result({ ...r, fault })
      } catch (e) {
        const fault = e instanceof Refusal ? e.fault : faultOf(e as NodeJS.ErrnoException)
        // Only where nothing was sent yet may another address be tried in the same attempt.
        if (fault !== 'connect' || i === addresses.length - 1 || signal.aborted) throw e
      }
    throw new Refusal('dns', 'no address')
  } catch (e) {
    if (signal.aborted && !(e instanceof Refusal && e.fault === 'dns'))
      return result({ fault: 'timeout', detail: `no whole answer within ${net.totalMs / 1000} s` })
    if (e instanceof Refusal) return result({ fault: e.fault, detail: e.message })
    if (e instanceof AppError) return result({ fault: 'refused', detail: e.code })
    const known = e as NodeJS.ErrnoException
    return result({ fault: faultOf(known), detail: (known.code ?? known.message ?? '').slice(0, 200) })
  }
}
