import { lookup } from 'node:dns/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

const v4 = new BlockList()
// IANA's special-purpose registry (RFC 6890), multicast, reserved, and Azure's metadata address.
for (const net of '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32'.split(
  ' ',
))
  v4.addSubnet(net.split('/')[0]!, Number(net.split('/')[1]), 'ipv4')
const v6 = new BlockList()
v6.addSubnet('2000::', 3, 'ipv6')
const inner6 = new BlockList()
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inner6.addSubnet(net, bits, 'ipv6')

const isLoopback = (ip: string) => ip === '::1' || ip.startsWith('127.')
const ours = () => new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map((one) => one.address) ?? []))
/** Does an IP address lie on the open internet, and is it not this machine's own? */
export function isOutside(ip: string): boolean {
  if (ours().has(ip)) return false
  if (isIPv4(ip)) return !v4.check(ip, 'ipv4')
  return isIP(ip) === 6 && !ip.includes('%') && v6.check(ip, 'ipv6') && !inner6.check(ip, 'ipv6')
}

let loopback = false
/** For development and tests: a provider on this machine itself, over plain HTTP. */
export const allowLoopbackProvider = (yes: boolean) => void (loopback = yes)

export class OutsideError extends Error {}
const PATIENCE = 10_000
const MOST = 1024 * 1024

/** The address to connect to. Every address of the name has to be outside, so that no answer of a name server can be picked out. */
async function addressOf(url: URL): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const found = isIP(host) ? [host] : (await lookup(host, { all: true, order: 'ipv4first' }).catch(() => [])).map((a) => a.address)
  if (!found[0]) throw new OutsideError('name not found')
  if (loopback && found.every(isLoopback)) return found[0]
  if (url.protocol !== 'https:') throw new OutsideError('https needed')
  if (url.username || url.password) throw new OutsideError('address with a password')
  if (!found.every(isOutside)) throw new OutsideError('not on the open internet')
  return found[0]
}

type Init = { method?: string; headers?: Record<string, string> | Headers; body?: unknown }
/**
 * `fetch` for addresses that people type in: it connects to the address that it checked, follows no redirect, heeds no proxy,
 * and reads a megabyte within ten seconds at most. Errors: `OutsideError`.
 */
export async function fetchOutside(target: string, init: Init = {}): Promise<Response> {
  const url = new URL(target)
  const host = await addressOf(url)
  const secure = url.protocol === 'https:'
  const body = init.body === undefined || init.body === null ? undefined : String(init.body)
  const headers = { ...Object.fromEntries(new Headers(init.headers ?? {})), host: url.host, 'accept-encoding': 'identity' }
  return new Promise((done, fail) => {
    const request = (secure ? https : http).request({
      method: init.method ?? 'GET',
      host,
      port: url.port || (secure ? 443 : 80),
      path: url.pathname + url.search,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      agent: secure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false }),
      signal: AbortSignal.timeout(PATIENCE),
      ...(secure ? { servername: isIP(url.hostname) ? '' : url.hostname } : {}),
    })
    request.once('error', (e) => fail(new OutsideError((e as NodeJS.ErrnoException).code ?? 'no answer')))
    request.once('response', (reply) => {
      const parts: Buffer[] = []
      let read = 0
      reply.on('data', (part: Buffer) => {
        read += part.length
        if (read > MOST) return void request.destroy(new Error('too long'))
        parts.push(part)
      })
      reply.once('error', () => fail(new OutsideError('broken off')))
      reply.once('end', () => {
        const given = new Headers()
        for (const [k, v] of Object.entries(reply.headers)) if (v !== undefined) given.set(k, [v].flat().join(', '))
        const status = reply.statusCode ?? 502
        const empty = status < 200 || [204, 205, 304].includes(status)
        done(new Response(empty ? null : Buffer.concat(parts), { status: Math.max(200, status), headers: given }))
      })
    })
    request.end(body)
  })
}
