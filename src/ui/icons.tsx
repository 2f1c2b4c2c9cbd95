import paths from './icons.json' with { type: 'json' }

/** Own drawing on a 16 px grid with a 1.4 px stroke; add a path to icons.json rather than an icon package. */
export type IconName = keyof typeof paths
export const iconNames = Object.keys(paths) as IconName[]

/** Decorative by default; give `label` where no word stands beside it. */
export const Icon = ({ name, small, label }: { name: IconName; small?: boolean; label?: string }) => (
  <svg className={small ? 'i s' : 'i'} viewBox="0 0 16 16" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
    <path d={paths[name]} />
  </svg>
)
