const paths = {
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.3 15.3 20 20',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  torch: 'M8 3h8v4l-2 3v11h-4V10L8 7ZM8 7h8M12 12.500v2',
  off: 'M3 3l18 18M5 12.500a10 10 0 0 1 5-2.700M2 9a15 15 0 0 1 5-3.200M14 6.200A15 15 0 0 1 22 9M16.500 11.200A10 10 0 0 1 19 12.500M9 16.300a4.300 4.300 0 0 1 6 0M12 20h.01',
  lock: 'M6 10.500h12V20H6ZM8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500M12 14.500v2',
  up: 'M12 20V6M6 11.500 12 5.500l6 6',
  close: 'm5.500 5.500 13 13M18.500 5.500l-13 13',
  undo: 'M4 9h10a5.500 5.500 0 0 1 0 11H8M8 5 4 9l4 4',
  back: 'M20 12H4M10 6l-6 6 6 6',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  keys: 'M3 6.500h18v11H3ZM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8',
  camera: 'M4 7.500h3.500L9 5h6l1.500 2.500H20V19H4ZM12 9.700a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7Z',
  food: 'M6 3v5.500a2.500 2.500 0 0 0 5 0V3M8.500 11v10M17 21v-7h-2.500c0-6 .8-9.800 2.500-11Z',
  next: 'm9 5 7 7-7 7',
} as const
export type IconName = keyof typeof paths

export const Icon = ({ name, big }: { name: IconName; big?: boolean }) => (
  <svg
    className={big ? 'i l' : 'i'}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.75"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
)

/** The sign of a verdict: tick in a ring, triangle, barred ring. Shape says it without the colour. */
export const Sign = ({ kind }: { kind: 'ok' | 'look' | 'stop' }) => (
  <svg
    className="sign"
    viewBox="0 0 64 64"
    fill="none"
    stroke="currentColor"
    strokeWidth="3.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {kind === 'ok' && <path d="M32 5a27 27 0 1 1 0 54 27 27 0 0 1 0-54ZM20 33l9 9 17-19" />}
    {kind === 'look' && <path d="M32 8 5 56h54ZM32 25v14M32 47v.5" />}
    {kind === 'stop' && <path d="M32 5a27 27 0 1 1 0 54 27 27 0 0 1 0-54ZM18 32h28" />}
  </svg>
)
export const Seal = () => (
  <svg className="seal" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="6" fill="#c4412b" />
    <text x="16" y="23" fontFamily="var(--serif)" fontSize="20" fontWeight="700" fill="#fff" textAnchor="middle">
      辦
    </text>
  </svg>
)
