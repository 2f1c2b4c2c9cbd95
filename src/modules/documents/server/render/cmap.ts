/**
 * The code points a TrueType or OpenType font maps to a glyph, as sorted [first, last] ranges, read from its cmap table (formats 4 and 12).
 * Throws RangeError on a damaged file.
 */
export function fontCoverage(font: Uint8Array): [number, number][] {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const tables = view.getUint16(4)
  let cmap = -1
  for (let i = 0; i < tables; i++) {
    if (view.getUint32(12 + i * 16) === 0x636d6170) cmap = view.getUint32(12 + i * 16 + 8)
  }
  if (cmap < 0) return []
  const points = new Set<number>()
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const at = cmap + view.getUint32(cmap + 4 + i * 8 + 4)
    const format = view.getUint16(at)
    if (format === 4) format4(view, at, points)
    if (format === 12) {
      for (let g = 0; g < view.getUint32(at + 12); g++) {
        const group = at + 16 + g * 12
        for (let cp = view.getUint32(group); cp <= view.getUint32(group + 4); cp++) points.add(cp)
      }
    }
  }
  return toRanges([...points].sort((x, y) => x - y))
}

function format4(view: DataView, at: number, points: Set<number>) {
  const segX2 = view.getUint16(at + 6)
  const ends = at + 14
  const starts = ends + segX2 + 2
  const deltas = starts + segX2
  const offsets = deltas + segX2
  for (let s = 0; s < segX2; s += 2) {
    const start = view.getUint16(starts + s)
    const end = view.getUint16(ends + s)
    const offset = view.getUint16(offsets + s)
    for (let cp = start; cp <= end && cp !== 0xffff; cp++) {
      const glyph = offset === 0 ? (cp + view.getUint16(deltas + s)) & 0xffff : view.getUint16(offsets + s + offset + (cp - start) * 2)
      if (glyph !== 0) points.add(cp)
    }
  }
}

function toRanges(sorted: number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const cp of sorted) {
    const last = ranges.at(-1)
    if (last && last[1] === cp - 1) last[1] = cp
    else ranges.push([cp, cp])
  }
  return ranges
}

/** Whether a code point lies in the ranges of `fontCoverage`. */
export function inRanges(ranges: [number, number][], cp: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const mid = (low + high) >> 1
    const [first, last] = ranges[mid] as [number, number]
    if (cp < first) high = mid - 1
    else if (cp > last) low = mid + 1
    else return true
  }
  return false
}
