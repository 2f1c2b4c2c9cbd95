import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../kernel/server/errors.ts'
import { allowed, checkUrl } from './server/address.ts'

const closed = { loopback: false }
const refusal = (url: string, o = closed) => {
  try {
    return checkUrl(url, o).href
  } catch (e) {
    return (e as AppError).fields![0]!.code
  }
}

describe('addresses', () => {
  test('what is not on the open internet is refused', () => {
    const inner = [
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '100.100.100.200',
      '100.127.255.255',
      '127.0.0.1',
      '127.255.0.9',
      '169.254.169.254',
      '169.254.170.2',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.192',
      '192.0.2.7',
      '192.88.99.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.19.255.255',
      '198.51.100.9',
      '203.0.113.9',
      '224.0.0.1',
      '239.255.255.250',
      '240.0.0.1',
      '255.255.255.255',
      '168.63.129.16',
      '::',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:a9fe:a9fe',
      '::127.0.0.1',
      '::7f00:1',
      '64:ff9b::7f00:1',
      '64:ff9b::8.8.8.8',
      '64:ff9b:1::1',
      '100::1',
      '2001::1',
      '2001:0:1::1',
      '2001:10::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '2002:808:808::1',
      '3fff::1',
      'fc00::1',
      'fd00:ec2::254',
      'fd12:3456::1',
      'fe80::1',
      'fe80::1%eth0',
      '2606:4700::1111%eth0',
      'fec0::1',
      'ff02::1',
      'ff0e::1',
      '5f00::1',
      '',
      'localhost',
      '127.1',
      '0x7f000001',
      '2130706433',
    ]
    expect(inner.filter((a) => allowed(a, closed))).toEqual([])
  })
  test('the open internet is not', () => {
    const open = ['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.0']
    const six = ['2606:4700:4700::1111', '2001:4860:4860::8888', '2400:cb00::1', '2a00:1450:4001::1']
    expect([...open, ...six].filter((a) => !allowed(a, closed))).toEqual([])
  })
  test('this machine is refused under its own addresses, whatever they are', () => {
    const mine = Object.values(networkInterfaces()).flatMap((all) => all!.map((a) => a.address))
    expect(mine.length).toBeGreaterThan(0)
    expect(mine.filter((a) => allowed(a, closed))).toEqual([])
  })
  test('the setting for development opens loopback and nothing beside it', () => {
    const tried = ['127.0.0.1', '::1', '127.9.9.9', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fe80::1', '0.0.0.0']
    expect(tried.filter((a) => allowed(a, { loopback: true }))).toEqual(['127.0.0.1', '::1', '127.9.9.9'])
  })
})

describe('URLs', () => {
  test('inner addresses are seen through every way of writing them', () => {
    const ways = [
      'https://127.0.0.1/',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.0.0.1/',
      'https://0177.0.0.1/',
      'https://0/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://169.254.169.254/latest/meta-data/',
      'https://１２７.０.０.１/',
      'https://127。0。0。1/',
      'https://localhost/',
      'https://LOCALHOST./',
      'https://a.localhost/',
      'https://metadata.google.internal/',
      'https://printer.local/',
      'https://intranet/',
      'https://db.corp/',
      'https://router.home.arpa/',
      'https://10.0.0.1:8443/',
      'https://[fe80::1]/',
      'https://[fd00:ec2::254]/',
    ]
    expect(ways.map((u) => [u, refusal(u)])).toEqual(ways.map((u) => [u, 'webhook.url_internal']))
  })
  test('schemes, ports and credentials', () => {
    expect(refusal('http://example.com/')).toBe('webhook.url_https')
    expect(refusal('http://127.0.0.1/')).toBe('webhook.url_https')
    for (const u of [
      'ftp://example.com/',
      'file:///etc/passwd',
      'gopher://x.example/',
      'javascript:alert(1)',
      '//example.com',
      'example.com',
      'https://',
    ])
      expect([u, refusal(u)]).toEqual([u, 'webhook.url_invalid'])
    for (const u of ['https://u@example.com/', 'https://u:p@example.com/', 'https://127.0.0.1@example.com/'])
      expect([u, refusal(u)]).toEqual([u, 'webhook.url_credentials'])
    for (const p of [22, 25, 80, 1, 1023]) expect([p, refusal(`https://example.com:${p}/`)]).toEqual([p, 'webhook.url_port'])
    for (const p of [1024, 8443, 65535]) expect(refusal(`https://example.com:${p}/x?y=1#z`)).toBe(`https://example.com:${p}/x?y=1`)
    expect(refusal('https://活動.example/h')).toBe('https://xn--hhr372d.example/h')
  })
  test('with the setting for development, loopback by http and any port; others stay as they were', () => {
    const o = { loopback: true }
    expect(refusal('http://localhost:3000/h', o)).toBe('http://localhost:3000/h')
    expect(refusal('http://127.0.0.1:80/h', o)).toBe('http://127.0.0.1/h')
    expect(refusal('http://[::1]:81/h', o)).toBe('http://[::1]:81/h')
    expect(refusal('http://example.com/h', o)).toBe('webhook.url_https')
    expect(refusal('http://10.0.0.1/h', o)).toBe('webhook.url_https')
    expect(refusal('https://10.0.0.1/h', o)).toBe('webhook.url_internal')
  })
})
