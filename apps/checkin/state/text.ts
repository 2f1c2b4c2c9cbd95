import type { Lang } from '../../../src/kernel/contract/localized.ts'
import { en } from './text.en.ts'
import { zh } from './text.zh.ts'

export type TextKey = keyof typeof zh
export type Say = (key: TextKey, values?: Record<string, string | number>) => string
const texts: Record<Lang, Record<TextKey, string>> = { 'zh-TW': zh, en }

/** `say('pending', { n: 3 })`: the text with its `{n}` filled in. */
export const sayIn =
  (lang: Lang): Say =>
  (key, values = {}) =>
    texts[lang][key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
