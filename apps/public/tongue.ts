import { html, type Html } from './html.ts'
import type { Lang, Localized } from './view.ts'

const han = /[\u3400-\u9fff\uf900-\ufaff]/

/** ` lang="en"` for text that is there in the other language only, so that a voice reads it as what it is; else nothing. */
export function tongue(text: Localized | null | undefined, lang: Lang): Html | '' {
  if (!text) return ''
  if (lang === 'en') return !text.en && text.zh ? html` lang="zh-Hant-TW"` : ''
  return text.en && (!text.zh || text.zh === text.en) && !han.test(text.en) ? html` lang="en"` : ''
}
