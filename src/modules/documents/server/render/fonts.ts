import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fontCoverage, inRanges } from './cmap.ts'

const require = createRequire(import.meta.url)
const face = (family: string, weight: '400Regular' | '700Bold') =>
  join(dirname(require.resolve(`@expo-google-fonts/${family}/package.json`)), weight)

/**
 * Folders of the typefaces that documents are set in. Noto TC lacks simplified and rarer characters (of 𠮷 only the Japanese face has one), Hangul, most scripts and
 * emoji, all of which come in through foreign speakers' names and session titles; the others stand behind it in this order.
 */
const families: { name: string; file: string; bold: boolean }[] = [
  { name: 'noto-sans-tc', file: 'NotoSansTC', bold: true },
  { name: 'noto-serif-tc', file: 'NotoSerifTC', bold: true },
  { name: 'noto-sans', file: 'NotoSans', bold: true },
  { name: 'noto-sans-sc', file: 'NotoSansSC', bold: true },
  { name: 'noto-sans-jp', file: 'NotoSansJP', bold: true },
  { name: 'nanum-gothic', file: 'NanumGothic', bold: true },
  { name: 'noto-sans-arabic', file: 'NotoSansArabic', bold: true },
  { name: 'noto-sans-hebrew', file: 'NotoSansHebrew', bold: true },
  { name: 'noto-sans-thai', file: 'NotoSansThai', bold: true },
  { name: 'noto-sans-devanagari', file: 'NotoSansDevanagari', bold: true },
  { name: 'noto-sans-math', file: 'NotoSansMath', bold: false },
  { name: 'noto-sans-symbols-2', file: 'NotoSansSymbols2', bold: false },
  { name: 'noto-emoji', file: 'NotoEmoji', bold: true },
]
export const fontFolders = (): string[] =>
  families.flatMap((f) => (f.bold ? [face(f.name, '400Regular'), face(f.name, '700Bold')] : [face(f.name, '400Regular')]))

let coverage: [number, number][][] | undefined
const load = () =>
  (coverage ??= families
    .filter((f) => f.name !== 'noto-serif-tc')
    .map((f) => fontCoverage(readFileSync(join(face(f.name, '400Regular'), `${f.file}_400Regular.ttf`)))))

const known = new Map<number, boolean>()
function hasGlyph(cp: number): boolean {
  let has = known.get(cp)
  if (has === undefined) known.set(cp, (has = load().some((ranges) => inRanges(ranges, cp))))
  return has
}

// Joiners, variation selectors and tags shape their neighbours and have no glyph of their own.
const invisible = /[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f]|[\u{e0000}-\u{e01ef}]|[\u{1f3fb}-\u{1f3ff}]/u
const common = /^[\u0020-\u007e\u3000-\u3002\u300c-\u300f\uff08\uff09\uff0c\uff1a\uff1b\uff1f]*$/

/** The characters of a text (each once, in order) that no shipped font can print; such a character is printed as 〓 in PDF, the mark printers set for a missing sort. */
export function missingGlyphs(text: string): string[] {
  if (common.test(text)) return []
  const missing = new Set<string>()
  for (const ch of text.normalize('NFC')) if (!invisible.test(ch) && !hasGlyph(ch.codePointAt(0) as number)) missing.add(ch)
  return [...missing]
}

/** The text with 〓 in place of characters that no shipped font can print, so that they fail in sight. */
export function printable(text: string): string {
  if (common.test(text)) return text
  let out = ''
  for (const ch of text) {
    const cp = ch.codePointAt(0) as number
    if (cp === 0x0a || hasGlyph(cp)) out += ch
    else if (!invisible.test(ch)) out += '〓'
    else if (ch.trim() === '' && cp !== 0xfeff) out += ' '
  }
  return out
}
