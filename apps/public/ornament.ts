import { html, raw, type Html } from './html.ts'

/** A repeatable stream of numbers in [0, 1) from a text (FNV-1a into mulberry32). */
export function dice(text: string): () => number {
  let seed = 0x811c9dc5
  for (let i = 0; i < text.length; i++) seed = Math.imul(seed ^ text.charCodeAt(i), 0x01000193)
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
}

const r1 = (n: number) => Math.round(n * 10) / 10
const round = (n: number) => Math.round(n)

/** Closed growth rings, like a tree's, around a point: smooth through `n` points, wobbling more the further out. */
function rings(next: () => number, cx: number, cy: number, from: number, to: number, step: number, wobble: number): string {
  const n = 14
  const waves = [1, 2, 3].map((k) => ({ k, phase: next() * 6.283, size: wobble / k }))
  let out = ''
  for (let r = from; r <= to; r += step * (1 + (r - from) / 2600)) {
    const pts: [number, number][] = []
    for (let i = 0; i < n; i++) {
      const a = (i / n) * 6.2832
      const d = r * (1 + waves.reduce((s, w) => s + Math.sin(a * w.k + w.phase + r / 420) * w.size, 0))
      pts.push([cx + Math.cos(a) * d, cy + Math.sin(a) * d])
    }
    const mid = (i: number) => [(pts[i % n]![0] + pts[(i + 1) % n]![0]) / 2, (pts[i % n]![1] + pts[(i + 1) % n]![1]) / 2] as const
    const [sx, sy] = mid(n - 1)
    out += `<path d="M${round(sx)} ${round(sy)}`
    for (let i = 0; i < n; i++) out += `Q${round(pts[i]![0])} ${round(pts[i]![1])} ${round(mid(i)[0])} ${round(mid(i)[1])}`
    out += 'Z"/>'
  }
  return out
}

/** Guests around a table: `n` dots on a circle. */
function seats(cx: number, cy: number, r: number, n: number, size: number, turn: number, cls: (i: number) => string): string {
  let out = ''
  for (let i = 0; i < n; i++) {
    const a = ((i + turn) / n) * 6.2832
    out += `<circle class="${cls(i)}" cx="${r1(cx + Math.cos(a) * r)}" cy="${r1(cy + Math.sin(a) * r)}" r="${size}"/>`
  }
  return out
}

function water(cx: number, cy: number, r: number): string {
  let d = ''
  for (let y = cy - r + 8; y < cy + r; y += Math.max(14, r / 5.5)) {
    const w = r / 4
    d += `M${round(cx - r - w)} ${round(y)}q${round(w / 2)} ${round(w / 3.4)} ${round(w)} 0${`t${round(w)} 0`.repeat(9)}`
  }
  return `<path class="o-wave" d="${d}"/>`
}

/** The table with its guests, rings around it and smaller tables beside: drawn from the slug, coloured by the theme. */
export function heroOrnament(slug: string): Html {
  const next = dice(slug)
  const cx = 480 + round(next() * 70)
  const cy = 370 + round(next() * 50)
  const sun = 168 + round(next() * 30)
  const n = 10 + Math.floor(next() * 6)
  const accent = Math.floor(next() * n)
  const side = (x: number, y: number, r: number, kind: number, i: number): string => {
    const dots = 9 + Math.floor(next() * 6)
    const id = `o${i}`
    const inner =
      kind === 0
        ? `<clipPath id="${id}"><circle cx="${x}" cy="${y}" r="${r}"/></clipPath><circle class="o-pale" cx="${x}" cy="${y}" r="${r}"/><g class="o-on-pale" clip-path="url(#${id})">${water(x, y, r)}</g>`
        : kind === 1
          ? `<clipPath id="${id}"><circle cx="${x}" cy="${y}" r="${r}"/></clipPath><circle class="o-sea" cx="${x}" cy="${y}" r="${r}"/><g class="o-on-sea" clip-path="url(#${id})">${water(x, y, r)}</g>`
          : `<circle class="o-line" cx="${x}" cy="${y}" r="${r}"/><g class="o-fine">${rings(next, x, y, r * 0.2, r * 0.85, r / 5, 0.05)}</g>`
    return (
      inner +
      seats(x, y, r * 1.22, dots, Math.max(4, r1(r / 17)), next(), (s) =>
        kind === 1 ? 'o-hi' : s % 5 === 2 ? 'o-white' : kind === 2 ? 'o-pale' : 'o-ring-dot',
      )
    )
  }
  const order = [0, 1, 2].sort(() => next() - 0.5)
  const places: [number, number, number][] = [
    [820 + round(next() * 40), 190 + round(next() * 60), 96 + round(next() * 24)],
    [826 + round(next() * 50), 566 + round(next() * 40), 70 + round(next() * 18)],
    [216 + round(next() * 50), 552 + round(next() * 24), 42 + round(next() * 10)],
  ]
  return html`<svg class="kv" viewBox="0 0 960 760" preserveAspectRatio="xMaxYMid slice" aria-hidden="true" focusable="false"><defs><linearGradient id="kf" x1="0" x2="1"><stop offset="0" stop-color="#fff" stop-opacity="0"/><stop offset=".42" stop-color="#fff"/></linearGradient><mask id="km" maskUnits="userSpaceOnUse" x="-400" y="-200" width="1700" height="1200"><rect x="0" y="-200" width="1300" height="1200" fill="url(#kf)"/></mask></defs><g mask="url(#km)"><g class="o-rings">${raw(rings(next, cx, cy, sun + 20, 820, 26, 0.035))}</g></g><circle class="o-sun" cx="${cx}" cy="${cy}" r="${sun}"/><g class="o-sunrings">${raw(rings(next, cx, cy, 22, sun - 14, 14.5, 0.04))}</g>${raw(
    seats(cx, cy, sun + 34, n, 10.5, next(), (i) => (i === accent || i === (accent + 5) % n ? 'o-white' : 'o-pale')),
  )}${raw(places.map((p, i) => `<g class="o-side${i}">${side(...p, order[i]!, i)}</g>`).join(''))}</svg>`
}

/** The same rings alone, for a band of colour. */
export const bandOrnament = (slug: string): Html =>
  html`<svg class="r" viewBox="0 0 640 640" aria-hidden="true" focusable="false"><g class="o-rings">${raw(rings(dice(`${slug}/band`), 320, 320, 36, 330, 22, 0.06))}</g></svg>`

/** A round vignette beside a highlight, one of four kinds in turn. */
export function vignette(slug: string, index: number): Html {
  const next = dice(`${slug}/${index}`)
  const id = `v${index}`
  const kind = index % 4
  const inside = [
    `<rect class="o-sun" width="112" height="112"/><g class="o-sunrings">${rings(next, 56, 56, 8, 54, 8, 0.06)}</g>`,
    `<rect class="o-brand" width="112" height="112"/><circle class="o-white" cx="56" cy="56" r="17"/>${seats(56, 56, 33, 10, 5, 0, (i) => (i === 3 ? 'o-white' : 'o-hi'))}`,
    `<rect class="o-pale" width="112" height="112"/><g class="o-on-pale">${water(56, 56, 60)}</g>`,
    `<rect class="o-sea" width="112" height="112"/><g class="o-on-sea">${rings(next, 30, 84, 12, 110, 11, 0.04)}</g>`,
  ][kind]!
  return html`<svg class="v" viewBox="0 0 112 112" aria-hidden="true" focusable="false"><clipPath id="${id}"><circle cx="56" cy="56" r="56"/></clipPath><g clip-path="url(#${id})">${raw(inside)}</g></svg>`
}

/** What stands on an avatar without a photo: the last two Chinese characters of a name, or two initials. */
export function initials(name: string): string {
  const clean = name
    .normalize('NFKC')
    .replace(/[（(].*$/, '')
    .trim()
  const words = clean.split(/[\s·・\-_.]+/).filter((w) => /\p{L}|\p{N}/u.test(w))
  if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u.test(clean)) return [...clean].slice(-2).join('')
  const first = (w: string | undefined) => [...(w ?? '')].find((c) => /\p{L}|\p{N}/u.test(c))?.toUpperCase() ?? ''
  const text = first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')
  return text || '・'
}

/** A drawn portrait place: rings in one of six tints, and initials. Decorative; the name stands beside it. */
export function avatar(key: string, name: string): Html {
  const next = dice(key)
  const tint = Math.floor(next() * 6)
  return html`<svg class="av a${tint}" viewBox="0 0 240 280" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false"><rect class="av-g" width="240" height="280"/><g class="av-l">${raw(rings(next, 60 + next() * 130, 60 + next() * 90, 30, 250, 24, 0.05))}</g><circle class="av-d" cx="120" cy="146" r="58"/><text x="120" y="146" dy=".35em" text-anchor="middle">${initials(name)}</text></svg>`
}

/** A mark for organisers without a logo: a table, its guests, coloured by the theme. */
export function mark(slug: string): Html {
  const turn = Math.floor(dice(`${slug}/mark`)() * 360)
  return html`<svg class="mk" viewBox="0 0 40 40" aria-hidden="true" focusable="false"><circle class="o-hi" cx="20" cy="20" r="7"/><g fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" transform="rotate(${turn} 20 20)"><path d="M8.5 20a11.5 11.5 0 0 1 23 0M31.5 24a11.5 11.5 0 0 1-19 4.7"/><path d="M3 23A17.3 17.3 0 0 1 20 2.7M25 3.4A17.3 17.3 0 0 1 20 37.3" opacity=".75"/></g></svg>`
}

/** Bantoh's seal, quiet at the foot. */
export const seal: Html = raw(
  '<svg class="bseal" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><rect x="1.5" y="1.5" width="21" height="21" rx="4" fill="#c4412b"/><circle cx="12" cy="12" r="5.2" fill="none" stroke="#fff" stroke-width="1.8"/><g fill="#fff"><circle cx="12" cy="4.3" r="1.1"/><circle cx="12" cy="19.7" r="1.1"/><circle cx="4.3" cy="12" r="1.1"/><circle cx="19.7" cy="12" r="1.1"/></g></svg>',
)
