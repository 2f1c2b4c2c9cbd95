import sharp from 'sharp'

/** The ring of seats, the house ornament: a round table seen from above with one seat taken. An SVG of 232 × 232 units. */
export function ringSvg(colours: { line: string; seat: string }): string {
  const circle = (x: number, y: number, r: number, paint: string) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r}" ${paint}/>`
  const stroke = (width: number) => `stroke="${colours.line}" stroke-width="${width}"`
  const parts = [circle(116, 116, 22, stroke(0.5)), circle(116, 116, 29, stroke(0.35))]
  const rows = [
    { radius: 36, seats: 10, turn: 0, rail: 51 },
    { radius: 58, seats: 18, turn: 6.3, rail: 73 },
    { radius: 80, seats: 26, turn: 12.6, rail: 95 },
    { radius: 102, seats: 34, turn: 18.9, rail: 0 },
  ]
  for (const row of rows) {
    for (let i = 0; i < row.seats; i++) {
      const angle = ((row.turn + (i * 360) / row.seats) * Math.PI) / 180
      const taken = row.radius === 80 && i === 10
      parts.push(
        circle(116 + row.radius * Math.cos(angle), 116 + row.radius * Math.sin(angle), 3.1, taken ? `fill="${colours.seat}"` : stroke(0.6)),
      )
    }
    if (row.rail) parts.push(circle(116, 116, row.rail, stroke(0.35)))
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 232 232" fill="none">${parts.join('')}</svg>`
}

const drawn = new Map<string, Promise<Buffer>>()
/** The ornament as a transparent PNG `width` pixels wide, drawn once per process. */
export function ringPng(line: string, width: number): Promise<Buffer> {
  const key = `${line} ${width}`
  let png = drawn.get(key)
  if (!png) {
    png = sharp(Buffer.from(ringSvg({ line, seat: '#c4412b' })), { density: 300 })
      .resize(width)
      .png({ palette: true, colours: 32 })
      .toBuffer()
    drawn.set(key, png)
  }
  return png
}
