import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { AppError } from '../../../kernel/server/errors.ts'

const list = (family: 'ipv4' | 'ipv6', ...nets: string[]) => {
  const made = new BlockList()
  for (const n of nets) {
    const [net, bits] = n.split('/') as [string, string]
    made.addSubnet(net, Number(bits), family)
  }
  return made
}
// IANA's special-purpose registries (RFC 6890 and later), multicast, reserved, and the one public address at which a cloud's
// machines find their metadata and agent (Azure).
const blocked4 = list(
  'ipv4',
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
)
// Of IPv6 only global unicast is let through, so mapped, NAT64, unique-local, link-local and multicast ones fall out by themselves.
const global6 = list('ipv6', '2000::/3')
const blocked6 = list('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20')
const loopback4 = list('ipv4', '127.0.0.0/8')
const own = () => new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map((one) => one.address) ?? []))

export const isLoopback = (address: string) => (isIPv4(address) ? loopback4.check(address, 'ipv4') : /^(0*:)*:?0*1$/.test(address))

/** May a webhook be sent to this IP address? Nothing but the open internet, and never this machine itself. */
export function allowed(address: string, o: { loopback: boolean }): boolean {
  if (o.loopback && isIP(address) !== 0 && isLoopback(address)) return true
  if (isIPv4(address)) return !blocked4.check(address, 'ipv4') && !own().has(address)
  // A zone index (`%eth0`) only makes sense on a local link.
  if (!isIPv6(address) || address.includes('%')) return false
  return global6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6') && !own().has(address)
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '')
const inner = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|test|invalid|onion|home\.arpa)$/

export const hostOf = (url: URL) => bare(url.hostname)

/**
 * The address as it is called, or an error that says what is wrong with it. Names are resolved and checked at every attempt;
 * this refuses early what can be seen. Errors: `webhook.url_…`.
 */
export function checkUrl(text: string, o: { loopback: boolean }): URL {
  const no = (code: string) => new AppError('request.invalid', {}, [{ path: 'url', code, message: code }])
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) throw no('webhook.url_invalid')
  const url = new URL(text)
  const host = hostOf(url).replace(/\.$/, '')
  const ip = isIP(host) !== 0
  const loop = o.loopback && (ip ? isLoopback(host) : host === 'localhost')
  if (url.username || url.password) throw no('webhook.url_credentials')
  if (url.protocol !== 'https:' && !loop) throw no('webhook.url_https')
  if (!loop && (ip ? !allowed(host, o) : !host.includes('.') || inner.test(host))) throw no('webhook.url_internal')
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (!loop && port !== 443 && port < 1024) throw no('webhook.url_port')
  url.hash = ''
  return url
}
