import { contrast, fromLch, parse, readable, toLch, type Lch } from './colour.ts'
import type { Brand, Track } from './view.ts'

/** The five grounds text may lie on; kept equal to style/tokens.css. */
const lightGrounds = ['#fbfaf7', '#ffffff', '#f4f1ea']
const darkGrounds = ['#16181b', '#1d2023', '#121416']
/** For tracks without a colour of their own. */
const trackColours = ['#43608f', '#5d7040', '#7b4f7f', '#2b6b80', '#8a5a2b', '#6b6558']

export const defaultAccent = '#0d4347'

/** The colours that an event's site is drawn in, from the organiser's accent. */
export function palette(brand: Brand) {
  const accent = parse(brand.accent, defaultAccent)
  const [L, C, h] = toLch(accent)
  const chroma = Math.min(C, 0.13)
  // A bright accent becomes the sun over a deep ground of its own hue; a deep one is the ground itself.
  const bright = L > 0.66
  const brand1 = bright ? fromLch([0.34, Math.min(chroma, 0.075), h]) : readable(L < 0.2 ? fromLch([0.24, C, h]) : accent, ['#ffffff'], 7)
  const b = toLch(brand1)
  const gold = h > 40 && h < 110 ? '#f3dfb0' : '#f2b54a'
  const highlight = parse(brand.highlight, bright ? accent : gold)
  const tone = (l: number, c: number): string => fromLch([l, Math.min(c, b[1] || c), b[2]] as Lch)
  const tint = tone(0.945, 0.012)
  const darkTint = tone(0.27, 0.022)
  return {
    brand: brand1,
    ring: tone(Math.min(b[0] + 0.17, 0.62), 0.09),
    sea: tone(Math.min(b[0] + 0.1, 0.55), 0.09),
    pale: tone(0.86, 0.04),
    soft: tone(0.93, 0.02),
    highlight,
    highlightInk: contrast('#1d1503', highlight) >= 7 ? '#1d1503' : contrast('#ffffff', highlight) >= 4.5 ? '#ffffff' : '#000000',
    highlightLine: fromLch([toLch(highlight)[0] * 0.86, toLch(highlight)[1], toLch(highlight)[2]]),
    onBrand: readable(fromLch([0.89, 0.08, toLch(highlight)[2]]), [brand1, brand1]),
    light: { link: readable(bright ? brand1 : accent, [...lightGrounds, tint], 5), tint, tintLine: tone(0.86, 0.024), mark: brand1 },
    dark: {
      link: readable(tone(0.8, 0.09), [...darkGrounds, darkTint], 5),
      tint: darkTint,
      tintLine: tone(0.38, 0.04),
      mark: tone(0.8, 0.08),
    },
  }
}

/**
 * The event's own style sheet: colours from its accent, one class `k0`, `k1` … per track in the given order.
 * Every text colour reaches 4.5:1 on its grounds whatever the organiser chose.
 */
export function themeCss(event: { brand: Brand }, tracks: readonly Pick<Track, 'colour'>[] = []): string {
  const p = palette(event.brand)
  const base = tracks.map((t, i) => parse(t.colour, trackColours[i % trackColours.length]!))
  const ks = (grounds: string[]) => base.map((c, i) => `.k${i}{--k:${readable(c, grounds)}}`).join('')
  const side = (s: { link: string; tint: string; tintLine: string; mark: string }) =>
    `--link:${s.link};--tint:${s.tint};--tint-line:${s.tintLine};--mark:${s.mark}`
  return (
    `:root{--brand:${p.brand};--ring:${p.ring};--sea:${p.sea};--pale:${p.pale};--soft:${p.soft};--hi:${p.highlight};--on-hi:${p.highlightInk};` +
    `--hi-line:${p.highlightLine};--on-brand:${p.onBrand};${side(p.light)}}\n${ks(lightGrounds)}\n` +
    `@media screen and (prefers-color-scheme:dark){:root{${side(p.dark)}}${ks(darkGrounds)}}\n`
  )
}
