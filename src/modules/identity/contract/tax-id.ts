// The organisation itself and every company of the directory have one; the other identifiers of Taiwan are in crm.

/** `value` is the normalised form (half-width, upper case, no blanks); `code` is stable, the screens word it. */
export type IdCheck<Info = unknown> = ({ ok: true; value: string } & Info) | { ok: false; code: 'id.format' | 'id.checksum' }

export const tidy = (text: string): string => text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
export const bad = (code: 'id.format' | 'id.checksum') => ({ ok: false, code }) as const
const digitSum = (n: number): number => Math.floor(n / 10) + (n % 10)

/**
 * 統一編號. Accepts the rule for numbers issued since 2023-04 (weighted digit sum divisible by 5; with 7 as the seventh
 * digit, the sum + 1 too). `oldRule: false` means that the number fails the former rule (divisible by 10): a hint for
 * companies founded earlier, never a refusal. 00000000 is no number.
 */
export function checkTaxId(text: string): IdCheck<{ oldRule: boolean }> {
  const value = tidy(text).replaceAll('-', '')
  if (!/^\d{8}$/.test(value) || value === '00000000') return bad('id.format')
  const weights = [1, 2, 1, 2, 1, 2, 4, 1]
  const z = weights.reduce((sum, w, i) => sum + digitSum(w * Number(value[i])), 0)
  const divides = (by: number) => z % by === 0 || (value[6] === '7' && (z + 1) % by === 0)
  return divides(5) ? { ok: true, value, oldRule: divides(10) } : bad('id.checksum')
}
