import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Lang } from '../contract/localized.ts'

/** Module name → its texts. */
export type Catalogues = Record<string, Record<string, unknown>>
export type T = (key: string, values?: Record<string, unknown>) => string

const stored = 'bantoh.lang'
let load: (lang: Lang) => Promise<Catalogues>

const wanted = (): Lang => {
  const kept = localStorage.getItem(stored)
  return (kept ?? navigator.language).startsWith('en') ? 'en' : 'zh-TW'
}

/** Starts i18next with the texts of one language; `loader` brings all modules' texts of a language. */
export async function startI18n(loader: (lang: Lang) => Promise<Catalogues>): Promise<void> {
  load = loader
  const lang = wanted()
  document.documentElement.lang = lang
  await i18next.use(initReactI18next).init({
    lng: lang,
    resources: { [lang]: await load(lang) },
    fallbackLng: false,
    defaultNS: 'ui',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
}

/** Switches the language of the whole app and remembers it in this browser. */
export async function setLang(lang: Lang): Promise<void> {
  for (const [name, texts] of Object.entries(await load(lang))) i18next.addResourceBundle(lang, name, texts)
  localStorage.setItem(stored, lang)
  document.documentElement.lang = lang
  await i18next.changeLanguage(lang)
}

export const useLang = (): Lang => (useTranslation().i18n.language === 'en' ? 'en' : 'zh-TW')
/** `const t = useT('events'); t('list.title')`; another module's text is `t('ui:save')`. */
export const useT = (module: string): T => useTranslation(module).t as unknown as T
/** A text outside a component, by its full key: `translate('ui:saved')`. */
export const translate: T = (key, values) => i18next.t(key, values as never) as unknown as string
export const hasText = (key: string): boolean => i18next.exists(key)
