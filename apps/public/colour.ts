/** Red, green, blue, each 0–1, gamma encoded. */
type Rgb = readonly [number, number, number]
/** OKLCH: lightness 0–1, chroma, hue in degrees. */
export type Lch = readonly [number, number, number]

/** `#rgb` or `#rrggbb`; `fallback` for anything else. */
export function parse(hex: string | undefined, fallback: string): string {
  const text = (hex ?? '').trim().toLowerCase()
  if (/^#[0-9a-f]{6}$/.test(text)) return text
  if (/^#[0-9a-f]{3}$/.test(text)) return text.replaceAll(/[0-9a-f]/g, '$&$&')
  return fallback
}

const rgb = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as unknown as Rgb
const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const gamma = (c: number) => (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055)

/** Contrast of two colours, 1–21 (WCAG 2.2, relative luminance). */
export function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, bl] = rgb(hex).map(linear) as unknown as Rgb
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl
  }
  const [hi, lo] = [light(a), light(b)].sort((x, y) => y - x) as [number, number]
  return (hi + 0.05) / (lo + 0.05)
}

/** sRGB to OKLCH (Björn Ottosson's Oklab, 2020). */
export function toLch(hex: string): Lch {
  const [r, g, b] = rgb(hex).map(linear) as unknown as Rgb
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const L = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const A = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const B = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return [L, Math.hypot(A, B), (Math.atan2(B, A) * 180) / Math.PI]
}

/** OKLCH to `#rrggbb`; chroma is lowered until the colour fits sRGB. */
export function fromLch([L, C, h]: Lch): string {
  for (let c = C; ; c -= 0.004) {
    const a = Math.max(c, 0) * Math.cos((h * Math.PI) / 180)
    const b = Math.max(c, 0) * Math.sin((h * Math.PI) / 180)
    const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
    const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
    const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
    const out = [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ]
    if (c <= 0 || out.every((v) => v >= -0.0005 && v <= 1.0005))
      return `#${out
        .map((v) =>
          Math.round(Math.min(1, Math.max(0, gamma(Math.max(0, v)))) * 255)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`
  }
}

/** The colour nearest to `hex` in lightness that reaches `ratio` against every `ground`; grounds are all light or all dark. */
export function readable(hex: string, grounds: readonly string[], ratio = 4.5): string {
  const [L, C, h] = toLch(hex)
  const down = toLch(grounds[0]!)[0] > 0.5
  for (let l = L; l >= 0 && l <= 1; l += down ? -0.01 : 0.01) {
    const c = fromLch([l, C, h])
    if (grounds.every((g) => contrast(c, g) >= ratio)) return c
  }
  return down ? '#000000' : '#ffffff'
}
