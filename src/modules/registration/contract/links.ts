import type { Lang } from '../../../kernel/contract/localized.ts'

/** Path of a person's own page on the event's site. The site serves it. */
export const attendeePath = (slug: string, lang: Lang, token: string): string =>
  `${lang === 'en' ? '/en' : ''}/e/${encodeURIComponent(slug)}/r/${token}`
