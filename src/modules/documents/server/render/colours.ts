/** A colour thinned with white: `share` of it remains. */
export function tintOf(colour: string, share: number): string {
  const parts = [1, 3, 5].map((i) => Math.round(255 - (255 - Number.parseInt(colour.slice(i, i + 2), 16)) * share))
  return `#${parts.map((x) => x.toString(16).padStart(2, '0')).join('')}`
}
/** The colour of a chart's series, and whether a label on it must be white. Survives a grey print. */
export function paint(accent: string, i: number, n: number, tone: string | undefined): { colour: string; dark: boolean } {
  const auto = i === 0 ? 'main' : n === 2 ? 'second' : `ramp${i}`
  switch (tone ?? auto) {
    case 'main':
      return { colour: accent, dark: true }
    case 'second':
      return { colour: '#b9c0dc', dark: false }
    case 'tint':
      return { colour: tintOf(accent, 0.41), dark: false }
    case 'ramp1':
      return { colour: tintOf(accent, 0.6), dark: false }
    case 'ramp2':
      return { colour: tintOf(accent, 0.36), dark: false }
    case 'ramp3':
      return { colour: tintOf(accent, 0.17), dark: false }
    default:
      return { colour: '#d9d4c8', dark: false }
  }
}
