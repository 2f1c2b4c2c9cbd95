export type Face = 'serif' | 'sans'
export type Piece = { text: string; size: number }

// Advance widths of U+0020–U+007E in thousandths of an em, as Times New Roman and Arial have them (the metrics of the PostScript core fonts).
const digits = (n: number) => Array.from({ length: 10 }, () => n)
const widths: Record<Face, number[]> = {
  serif: [
    250,
    333,
    408,
    500,
    500,
    833,
    778,
    180,
    333,
    333,
    500,
    564,
    250,
    333,
    250,
    278,
    ...digits(500),
    278,
    278,
    564,
    564,
    564,
    444,
    921,
    722,
    667,
    667,
    722,
    611,
    556,
    722,
    722,
    333,
    389,
    722,
    611,
    889,
    722,
    722,
    556,
    722,
    667,
    556,
    611,
    722,
    722,
    944,
    722,
    722,
    611,
    333,
    278,
    333,
    469,
    500,
    333,
    444,
    500,
    444,
    500,
    444,
    333,
    500,
    500,
    278,
    278,
    500,
    278,
    778,
    500,
    500,
    500,
    500,
    333,
    389,
    278,
    500,
    500,
    722,
    500,
    500,
    444,
    480,
    200,
    480,
    541,
  ],
  sans: [
    278,
    278,
    355,
    556,
    556,
    889,
    667,
    191,
    333,
    333,
    389,
    584,
    278,
    333,
    278,
    278,
    ...digits(556),
    278,
    278,
    584,
    584,
    584,
    556,
    1015,
    667,
    667,
    722,
    722,
    667,
    611,
    778,
    722,
    278,
    500,
    667,
    556,
    833,
    722,
    778,
    667,
    778,
    722,
    667,
    611,
    722,
    667,
    944,
    667,
    667,
    611,
    278,
    278,
    278,
    469,
    556,
    333,
    556,
    556,
    500,
    556,
    556,
    278,
    556,
    556,
    222,
    222,
    500,
    222,
    833,
    556,
    556,
    556,
    556,
    333,
    500,
    278,
    556,
    500,
    722,
    500,
    500,
    500,
    334,
    260,
    334,
    584,
  ],
}

const isWide = (cp: number) =>
  cp >= 0x1100 &&
  (cp <= 0x115f || (cp >= 0x2e80 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0xfe30 && cp <= 0xff60) || cp >= 0x1f300)
// What may not begin a line.
const closing = new Set('、。，．：；？！）」』】》〉,.:;?!)]}'.split('').map((c) => c.codePointAt(0)!))

/** How many lines a paragraph takes in `width` points, filled line by line as Word fills them, and its largest size. */
export function linesOf(pieces: Piece[], width: number, face: Face): { lines: number; largest: number } {
  const table = widths[face]
  let lines = 1
  let x = 0
  let word = 0
  let largest = 0
  const breakAt = () => {
    lines++
    x = 0
  }
  const put = (w: number) => {
    if (x > 0 && x + w > width + 0.01) breakAt()
    for (x += w; x > width + 0.01; x -= width) lines++
  }
  const flush = () => {
    if (word > 0) put(word)
    word = 0
  }
  for (const { text, size } of pieces) {
    if (text !== '' && text !== '\n') largest = Math.max(largest, size)
    for (const ch of text) {
      const cp = ch.codePointAt(0)!
      if (ch === '\n') {
        flush()
        breakAt()
      } else if (ch === '\t') {
        flush()
        x = Math.min(width, x + 12)
      } else if (ch === ' ') {
        flush()
        // A space at the end of a line hangs over.
        x = Math.min(width, x + (table[0]! * size) / 1000)
      } else if (isWide(cp)) {
        flush()
        if (closing.has(cp) && x + size > width) x = width
        else put(size)
      } else {
        word += ((table[cp - 32] ?? 520) * size) / 1000
        if (ch === '-' || ch === '/') flush()
      }
    }
  }
  flush()
  return { lines, largest }
}
