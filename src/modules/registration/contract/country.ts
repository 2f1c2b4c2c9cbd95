import type { Lang } from '../../../kernel/contract/localized.ts'

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const names = {
  'zh-TW': new Intl.DisplayNames('zh-TW', { type: 'region', fallback: 'none' }),
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }),
}
// Codes that CLDR names but that are no country: unions, the unknown, retired ones.
const none = new Set([
  'EU',
  'EZ',
  'UN',
  'ZZ',
  'QO',
  'XA',
  'XB',
  'AN',
  'BU',
  'CS',
  'DD',
  'FX',
  'NT',
  'SU',
  'TP',
  'YD',
  'YU',
  'ZR',
  'UK',
  'VD',
  'NH',
  'HV',
  'RH',
  'DY',
])
let all: string[] | undefined
export const countryCodes = (): readonly string[] =>
  (all ??= letters.flatMap((a) => letters.map((b) => a + b)).filter((c) => !none.has(c) && names.en.of(c)))

/** The name people read; the code itself where it is unknown, '' for ''. */
export const countryName = (code: string, lang: Lang): string =>
  code === 'TW' && lang === 'zh-TW' ? '臺灣' : code ? (names[lang].of(code) ?? code) : ''

const fold = (s: string) =>
  s
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll('臺', '台')
    .replaceAll(/[\s.,'’()-]/g, '')
const also: Record<string, string> = {
  中華民國: 'TW',
  roc: 'TW',
  taiwanroc: 'TW',
  usa: 'US',
  unitedstatesofamerica: 'US',
  uk: 'GB',
  england: 'GB',
  korea: 'KR',
  republicofkorea: 'KR',
  southkorea: 'KR',
  南韓: 'KR',
  韓國: 'KR',
  香港: 'HK',
  hongkong: 'HK',
  澳門: 'MO',
  macau: 'MO',
  macao: 'MO',
  中國大陸: 'CN',
  大陸: 'CN',
  prchina: 'CN',
  vietnam: 'VN',
  holland: 'NL',
  thenetherlands: 'NL',
  czechrepublic: 'CZ',
  turkey: 'TR',
  uae: 'AE',
}
let byName: Map<string, string> | undefined

/** The code of a country written as people write it (臺灣, Taiwan, TW, 日本); null when it can't be told, '' for ''. */
export function countryCode(text: string): string | null {
  const key = fold(text)
  if (!key) return ''
  byName ??= new Map([
    ...countryCodes().flatMap(
      (c) =>
        [
          [fold(c), c],
          [fold(names['zh-TW'].of(c)!), c],
          [fold(names.en.of(c)!), c],
        ] as [string, string][],
    ),
    ...Object.entries(also).map(([k, c]) => [fold(k), c] as [string, string]),
  ])
  return byName.get(key) ?? null
}
