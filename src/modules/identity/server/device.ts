const named: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/ Line\//, 'LINE'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/CriOS|Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]
const first = (of: [RegExp, string][], text: string) => of.find(([r]) => r.test(text))?.[1]
/** `Chrome · Windows` out of a user agent; empty when nothing is recognised. */
export const deviceOf = (agent: string | null) => [first(named, agent ?? ''), first(systems, agent ?? '')].filter(Boolean).join(' · ')

/** All eight groups of an IPv6 address, zeros written out. */
export function wholeIPv6(ip: string): string[] {
  const [head = [], tail = []] = ip
    .split('%')[0]!
    .split('::')
    .map((half) => half.split(':').filter(Boolean))
  return [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail]
}
const plain = (ip: string) => ip.replace(/^::ffff:(?=\d+\.)/i, '')

/** An address as others may see it: IPv4 by its /24, IPv6 by its /48. `203.0.113.7` → `203.0.113.*` */
export function networkOf(ip: string): string {
  const address = plain(ip)
  if (/^\d+(\.\d+){3}$/.test(address)) return address.replace(/\d+$/, '*')
  return address.includes(':') ? `${wholeIPv6(address).slice(0, 3).join(':')}:*` : ''
}

/** What one caller owns: an IPv4 address, of IPv6 the /64. */
export const callerOf = (ip: string): string => {
  const address = plain(ip)
  return address.includes(':') ? wholeIPv6(address).slice(0, 4).join(':') : address
}
