/** Drawings that stand for photographs in the demo: nobody's face, and nothing to license. 1600 × 1000, no text (fonts differ). */
const frame = (body: string, ground: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1000" viewBox="0 0 1600 1000"><rect width="1600" height="1000" fill="${ground}"/>${body}</svg>`
const times = (n: number, draw: (i: number) => string) => Array.from({ length: n }, (_, i) => draw(i)).join('')
const person = (x: number, y: number, size: number, coat: string, hair = '#2b2522') =>
  `<path d="M${x - size} ${y + size * 2.6}c0-${size * 1.6} ${size * 0.4}-${size * 2} ${size}-${size * 2}s${size} ${size * 0.4} ${size} ${size * 2}z" fill="${coat}"/><circle cx="${x}" cy="${y}" r="${size * 0.62}" fill="${hair}"/>`
const coats = ['#3f4a5a', '#6b4a3e', '#54604d', '#7a6a52', '#45384a', '#2f5d62']
const coat = (i: number) => coats[(i * 7 + (i >> 2)) % coats.length]!
const table = (x: number, y: number, r: number, cloth: string) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${cloth}"/><circle cx="${x}" cy="${y}" r="${r * 0.62}" fill="#f4e6d2" opacity=".28"/>${times(
    10,
    (i) => {
      const a = (i * Math.PI) / 5
      return `<circle cx="${x + Math.cos(a) * r * 0.82}" cy="${y + Math.sin(a) * r * 0.82}" r="${r * 0.1}" fill="#fff8ec"/><circle cx="${x + Math.cos(a) * r * 1.22}" cy="${y + Math.sin(a) * r * 1.22}" r="${r * 0.17}" fill="${coat(i + Math.round(x))}"/>`
    },
  )}${times(5, (i) => {
    const a = (i * Math.PI * 2) / 5 + 0.4
    return `<circle cx="${x + Math.cos(a) * r * 0.36}" cy="${y + Math.sin(a) * r * 0.36}" r="${r * 0.13}" fill="${['#d9a441', '#7d8f4e', '#c4412b', '#e8d7b9', '#8a5a3b'][i]}"/>`
  })}`
const trusses = times(
  5,
  (i) =>
    `<path d="M${-60 + i * 380} 210 l190-190 l190 190" fill="none" stroke="#4a3526" stroke-width="16"/><path d="M${130 + i * 380} 20v190" stroke="#4a3526" stroke-width="10"/>`,
)

export const stage = frame(
  `${trusses}<rect x="380" y="240" width="840" height="330" fill="#f7efe2"/><circle cx="800" cy="400" r="96" fill="#c4412b"/><circle cx="800" cy="400" r="46" fill="none" stroke="#f7efe2" stroke-width="14"/><rect x="180" y="600" width="1240" height="46" fill="#5d4331"/>${person(560, 500, 40, '#2f5d62')}<rect x="600" y="520" width="70" height="84" fill="#3c2b20"/>${times(4, (r) => times(16, (i) => person(40 + i * 102 + (r % 2) * 50, 700 + r * 84, 34 + r * 3, coat(i + r * 5))))}`,
  '#8d6c50',
)
export const deskScene = frame(
  `<rect y="640" width="1600" height="360" fill="#b9a488"/>${times(3, (i) => `<rect x="${120 + i * 500}" y="520" width="380" height="170" rx="8" fill="#2f6f73"/><rect x="${120 + i * 500}" y="500" width="380" height="30" rx="6" fill="#f3eee4"/><circle cx="${310 + i * 500}" cy="605" r="36" fill="#f3eee4"/>${person(230 + i * 500, 400, 44, coat(i))}${person(390 + i * 500, 404, 44, coat(i + 3))}<rect x="${290 + i * 500}" y="452" width="44" height="54" rx="5" fill="#1f2a30"/>`)}${times(9, (i) => person(150 + (i % 3) * 500 + (i > 5 ? 150 : 60), 690 + Math.floor(i / 3) * 74, 50, coat(i + 2)))}`,
  '#e6dcc8',
)
export const banquet = frame(
  `${trusses}${times(8, (i) => table(230 + (i % 4) * 380, 420 + Math.floor(i / 4) * 350, 118, i % 2 ? '#a83a28' : '#b84c33'))}`,
  '#6a5040',
)
export const market = frame(
  `<rect y="700" width="1600" height="300" fill="#8f8a7c"/>${times(4, (i) => `<path d="M${i * 410 - 20} 300h390l40 130h-470z" fill="${['#c4412b', '#2f6f73', '#d9a441', '#54604d'][i]}"/><path d="M${i * 410 + 60} 300l-26 130M${i * 410 + 180} 300v130M${i * 410 + 300} 300l26 130" stroke="#fff8ec" stroke-width="22" opacity=".7"/><rect x="${i * 410}" y="560" width="360" height="150" fill="#6b4a3e"/>${times(18, (j) => `<circle cx="${i * 410 + 30 + (j % 9) * 38}" cy="${548 - Math.floor(j / 9) * 34}" r="19" fill="${['#7d8f4e', '#d9a441', '#c4412b', '#e8d7b9'][(i + j) % 4]}"/>`)}`)}${times(7, (i) => person(140 + i * 215, 690 + (i % 2) * 60, 56, coat(i + 1)))}`,
  '#f2d9b8',
)
export const floorPlan = frame(
  `<rect x="120" y="100" width="1360" height="800" fill="#fbfaf6" stroke="#3c3a36" stroke-width="14"/><rect x="560" y="130" width="480" height="120" fill="#c4412b" opacity=".85"/>${times(8, (r) => times(18, (i) => (i === 8 || i === 9 ? '' : `<rect x="${300 + i * 56}" y="${310 + r * 58}" width="36" height="34" rx="6" fill="${r === 2 && (i === 7 || i === 10) ? '#2f5d62' : '#b8b2a4'}"/>`)))}<path d="M800 860V300" stroke="#2f6f73" stroke-width="8" stroke-dasharray="22 16"/><path d="M120 640h150v-330" fill="none" stroke="#2f6f73" stroke-width="8" stroke-dasharray="22 16"/><rect x="700" y="892" width="200" height="20" fill="#fbfaf6"/><rect x="108" y="590" width="24" height="100" fill="#fbfaf6"/><rect x="1220" y="780" width="200" height="90" fill="#d9a441" opacity=".7"/><rect x="1240" y="140" width="180" height="80" fill="#54604d" opacity=".7"/>`,
  '#efebe2',
)
