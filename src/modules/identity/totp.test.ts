import { describe, expect, test } from 'vitest'
import { base32, codeAt, fromBase32, PERIOD, stepAt, stepOf } from './server/totp.ts'

describe('the algorithm', () => {
  test('the codes of RFC 6238, appendix B', () => {
    const secret = base32(Buffer.from('12345678901234567890'))
    expect(fromBase32(secret).toString()).toBe('12345678901234567890')
    for (const [seconds, eight] of [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ] as const)
      expect([seconds, codeAt(secret, Math.floor(seconds / PERIOD))]).toEqual([seconds, eight.slice(2)])
  })
  test('one step to either side, no more; nothing that is no code', () => {
    const secret = base32(Buffer.from('12345678901234567890'))
    const at = 2_000_000_000_000
    const steps = [-2, -1, 0, 1, 2].map((d) => stepOf(secret, codeAt(secret, stepAt(at) + d), at))
    expect(steps).toEqual([null, stepAt(at) - 1, stepAt(at), stepAt(at) + 1, null])
    for (const text of ['', '12345', '1234567', 'abcdef', '１２３４５６', '12 456'])
      expect([text, stepOf(secret, text, at)]).toEqual([text, null])
  })
})
