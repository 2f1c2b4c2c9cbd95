import type { Lang } from '../../src/kernel/contract/localized.ts'
import type { Catalogues } from '../../src/kernel/web/i18n.ts'

/** `../../src/modules/events/locale/en.json` → `events`; the app's own texts are `app`. */
export const byModule = (files: Record<string, Catalogues[string]>): Catalogues =>
  Object.fromEntries(Object.entries(files).map(([path, texts]) => [/([\w-]+)\/locale\//.exec(path)?.[1] ?? 'app', texts]))

/** All texts of one language, in one file that is fetched only when it is wanted. */
export const loadTexts = async (lang: Lang): Promise<Catalogues> =>
  (lang === 'en' ? await import('./locales.en.ts') : await import('./locales.zh-TW.ts')).default
