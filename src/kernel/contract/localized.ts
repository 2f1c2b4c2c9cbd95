import { z } from 'zod'

/** Text in the product's two languages; either may be empty, not both where `localized().required` is used. */
export const localizedText = (max = 400) => z.object({ zh: z.string().max(max).default(''), en: z.string().max(max).default('') })
export const requiredText = (max = 400) =>
  localizedText(max).refine((t) => t.zh.trim() !== '' || t.en.trim() !== '', { message: 'text.required' })

export type Localized = { zh: string; en: string }
export type Lang = 'zh-TW' | 'en'
export const langs = ['zh-TW', 'en'] as const

/** The text in the wanted language, falling back to the other one so that nothing shows empty. */
export const pick = (text: Localized | null | undefined, lang: Lang): string =>
  !text ? '' : lang === 'en' ? text.en || text.zh : text.zh || text.en
