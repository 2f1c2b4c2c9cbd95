import { html, raw, escape, type Html } from './html.ts'

const han = /[\u3400-\u9fff\uf900-\ufaff]/
const closing = /^[，。、！？：；）」』》〉】…—·・%％,.!?:;)\]}]/
const opening = /[（「『《〈【([{]$/
// Particles, suffixes and measure words that lean on the word before them; a line never starts with one.
const leansBack = new Set(
  '的了嗎呢吧們著過地得人者員率性化家度力學法業界類型式感站廳室館市縣區路年月日時分份個位座場席次本張項種來去起完好出入上下中裡內外前後',
)
// After these a new phrase begins, so that a line may break there.
const ends = new Set('的了嗎呢吧著地')
const segments = new Intl.Segmenter('zh-TW', { granularity: 'word' })
const known = new Map<string, Html>()

/**
 * A title that breaks first after its Chinese punctuation (each clause a block of its own), then between words: `<wbr>` at
 * word boundaries, for text set with `word-break: keep-all`. Latin text is left as it is.
 * @example phrased('把場子辦好，也把地方留好。') // two clauses
 */
export function phrased(text: string): Html {
  if (!han.test(text)) return html`${text}`
  const hit = known.get(text)
  if (hit) return hit
  const parts = text.split(/(?<=[，。！？：；、](?=[^，。！？：；、）」』》]))/)
  const made = raw(parts.length === 1 ? words(text) : parts.map((p) => `<span class="ib">${words(p)}</span>`).join(''))
  if (known.size > 5000) known.clear()
  known.set(text, made)
  return made
}

/** Running text with `<wbr>` between words only, for a lead that is set with `word-break: keep-all`. */
export const worded = (text: string): Html => (han.test(text) ? raw(words(text)) : html`${text}`)

function words(text: string): string {
  let out = ''
  let last = ''
  for (const { segment } of segments.segment(text)) {
    const joins =
      last === '' ||
      closing.test(segment) ||
      opening.test(last) ||
      leansBack.has(segment) ||
      (last.length === 1 && !ends.has(last)) ||
      !(han.test(segment) || han.test(last)) ||
      /\s/.test(segment + last)
    out += (joins ? '' : '<wbr>') + escape(segment)
    last = segment
  }
  return out
}
