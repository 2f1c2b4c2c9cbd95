import { en } from './text.en.ts'
import { zh } from './text.zh.ts'
import type { Lang } from './view.ts'

export type TextKey = keyof typeof zh
export const texts: Record<Lang, Record<TextKey, string>> = { 'zh-TW': zh, en }

/**
 * The site's own words in a language; `{name}` takes a parameter (as text: the template escapes).
 * @example t('zh-TW')('remaining', { n: 84 }) // '剩 84 席'
 */
export const t =
  (lang: Lang) =>
  (key: TextKey, params?: Record<string, string | number>): string =>
    params ? texts[lang][key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '')) : texts[lang][key]
