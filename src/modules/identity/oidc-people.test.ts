import { describe, expect, test } from 'vitest'
import { type Claims, roleBy, valuesAt, verifiedMail } from './server/oidc-people.ts'
import { allowLoopbackProvider, fetchOutside, isOutside } from './server/outside.ts'

const ISSUER = 'http://127.0.0.1:9'
describe('the pure parts', () => {
  test('where claims lie, and what counts as verified', () => {
    const claims: Claims = {
      groups: ['a', 5, null, ['b']],
      'https://x.example/roles': 'c',
      realm_access: { roles: ['d'] },
      __proto__: { evil: 'e' },
    }
    expect(
      ['groups', 'https://x.example/roles', 'realm_access.roles', 'realm_access', 'nothing.at.all', '', 'constructor.name', 'evil'].map(
        (p) => valuesAt(claims, p),
      ),
    ).toEqual([['a'], ['c'], ['d'], [], [], [], [], []])
    const rules = {
      issuer: '',
      mailDomains: [],
      roleClaim: 'groups',
      roleRules: [{ value: 'A', role: 'planner' }],
      defaultRole: null,
      createPeople: true,
    }
    expect([roleBy(rules, { groups: ['a'] }), roleBy(rules, { groups: 'A' }), roleBy({ ...rules, defaultRole: 'viewer' }, {})]).toEqual([
      null,
      'planner',
      'viewer',
    ])
    const mail = (o: Claims) => verifiedMail({ email: 'A@B.example', ...o })
    expect(
      [
        { email_verified: true },
        { email_verified: 'true' },
        { xms_edov: '1' },
        { xms_edov: true, email_verified: false },
        {},
        { email_verified: 'yes' },
      ].map(mail),
    ).toEqual(['a@b.example', 'a@b.example', 'a@b.example', null, null, null])
  })
  test('addresses inside are not called', async () => {
    const inside = [
      '127.0.0.1',
      '10.1.2.3',
      '192.168.0.1',
      '172.20.0.1',
      '169.254.169.254',
      '168.63.129.16',
      '0.0.0.0',
      '::1',
      '::ffff:10.0.0.1',
      'fe80::1',
      'fd00::1',
      '64:ff9b::a00:1',
      '2001:db8::1',
      'not an address',
    ]
    expect(inside.filter(isOutside)).toEqual([])
    expect(['8.8.8.8', '2606:4700::1111'].filter(isOutside)).toEqual(['8.8.8.8', '2606:4700::1111'])
    allowLoopbackProvider(false)
    const refused = (url: string) =>
      fetchOutside(url).then(
        () => 'called',
        (e: Error) => e.message,
      )
    expect(await refused(ISSUER)).toBe('https needed')
    expect(await refused(ISSUER.replace('http:', 'https:'))).toBe('not on the open internet')
    expect(await refused('https://localhost/')).toBe('not on the open internet')
    expect(await refused('https://user:pass@8.8.8.8/')).toBe('address with a password')
    allowLoopbackProvider(true)
  })
})
