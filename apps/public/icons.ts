import { raw, type Html } from './html.ts'

// Line icons on a 24-unit grid, drawn for Bantoh.
const paths = {
  access: '<circle cx="11" cy="4.8" r="1.5"/><path d="M11 8v6h5l2.5 5M11 10.5h4.5M8.5 11.5a5 5 0 1 0 6.3 6.3"/>',
  alert: '<path d="M12 4 2.8 19.5h18.4Z"/><path d="M12 10v4.5M12 17v.2"/>',
  arrow: '<path d="M5 12h14M13.5 6.5 19 12l-5.5 5.5"/>',
  badge:
    '<rect x="5" y="7" width="14" height="13.5" rx="2"/><path d="M9.5 7V4h5v3M9.5 16.5c.3-1.5 1.3-2.3 2.5-2.3s2.2.8 2.5 2.3"/><circle cx="12" cy="12" r="1.5"/>',
  bike: '<circle cx="6" cy="16" r="3.7"/><circle cx="18" cy="16" r="3.7"/><path d="M6 16 9.5 9h6L18 16M9.5 9l4 7H6M14 6h2.5"/>',
  bus: '<rect x="4" y="4.5" width="16" height="13" rx="2.5"/><path d="M4 12h16M7.5 17.5V20M16.5 17.5V20M8 15h.1M16 15h.1"/>',
  cal: '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
  car: '<path d="M4 16.5v-4L6 7.5A2 2 0 0 1 7.9 6h8.2A2 2 0 0 1 18 7.5l2 5v4ZM4 12.5h16M6.5 16.5V19M17.5 16.5V19"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.3 2"/>',
  cup: '<path d="M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4ZM16 10.5h1.5a2.3 2.3 0 0 1 0 4.6H16M8.5 3.5V6M12.5 3.5V6"/>',
  data: '<path d="M9 4.5c-2.5 0-2 3-2 5 0 1.5-1 2.5-2.5 2.5 1.5 0 2.5 1 2.5 2.5 0 2-.5 5 2 5M15 4.5c2.5 0 2 3 2 5 0 1.5 1 2.5 2.5 2.5-1.5 0-2.5 1-2.5 2.5 0 2 .5 5-2 5"/>',
  down: '<path d="m6 9.5 6 6 6-6"/>',
  food: '<path d="M7 3.5v17M4.5 3.5V8a2.5 2.5 0 0 0 5 0V3.5M17 20.5v-7M17 13.5c-2 0-3-1.5-3-4.5s1.5-5.5 3-5.5Z"/>',
  help: '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.8a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.6v.2"/>',
  language: '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
  mail: '<rect x="3" y="5.5" width="18" height="13" rx="2.5"/><path d="m4 7.5 8 6 8-6"/>',
  minus: '<path d="M5 12h14"/>',
  phone: '<path d="M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4 5.7 2 2 0 0 1 6 3.5Z"/>',
  pin: '<path d="M12 21s-7-6.2-7-11.3A7 7 0 0 1 19 9.7C19 14.8 12 21 12 21Z"/><circle cx="12" cy="9.8" r="2.4"/>',
  print:
    '<path d="M7 9V3.5h10V9M7 17H5a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 5 9h14a1.5 1.5 0 0 1 1.5 1.5v5A1.5 1.5 0 0 1 19 17h-2"/><rect x="7" y="14" width="10" height="6.5" rx="1"/>',
  right: '<path d="m9.5 6 6 6-6 6"/>',
  screen: '<rect x="3" y="4.5" width="18" height="12" rx="2"/><path d="M9 20h6M12 16.5V20"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
  train: '<rect x="5.5" y="3.5" width="13" height="13.5" rx="3"/><path d="M5.5 11h13M9 20.5 10.5 17M15 20.5 13.5 17M9 14h.1M15 14h.1"/>',
} as const

export type IconName = keyof typeof paths

/** A decorative icon; the page that holds it must be given `sprite`. `small` is 16 px. */
export const icon = (name: IconName, small = false): Html =>
  raw(`<svg class="i${small ? ' s' : ''}" aria-hidden="true"><use href="#i-${name}"/></svg>`)

/** The definitions of the icons that some markup uses, to stand once at the start of the body. */
export function sprite(markup: string): Html {
  const used = new Set([...markup.matchAll(/<use href="#i-(\w+)"/g)].map((m) => m[1] as IconName))
  if (used.size === 0) return raw('')
  const symbols = [...used]
    .sort()
    .filter((n) => n in paths)
    .map((n) => `<symbol id="i-${n}" viewBox="0 0 24 24">${paths[n]}</symbol>`)
  return raw(`<svg class="sprite" width="0" height="0" aria-hidden="true"><defs>${symbols.join('')}</defs></svg>`)
}
