import { createHash } from 'node:crypto'
import type { Lang } from '../../../kernel/contract/localized.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import type { Way } from './doors.ts'

const escape = (text: string) => text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
const script = 'document.forms[0].requestSubmit()'
const hash = createHash('sha256').update(script).digest('base64')
const style =
  'body{font:16px/1.7 system-ui,"Noto Sans TC",sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.25rem;color:#1c1b19;background:#fffdf8}button{font:inherit;font-weight:700;padding:.7rem 1.6rem;border:0;border-radius:6px;color:#fff;background:#b3321b}@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1a18}}'
const styleHash = createHash('sha256').update(style).digest('base64')
const words = {
  'zh-TW': {
    title: '前往付款',
    body: '正在前往金流公司的付款頁，卡號只會在那裡輸入。沒有自動跳轉的話，請按下面的按鈕。',
    browser: '在 LINE 或 Facebook 裡打開的頁面常常付不了款，請改用手機的瀏覽器開啟。',
    go: '前往付款頁',
  },
  en: {
    title: 'On to payment',
    body: 'Taking you to the payment provider’s page; your card number is asked for there alone. If nothing happens, press the button.',
    browser: 'Pages opened inside LINE or Facebook often cannot pay; open this one in your phone’s own browser.',
    go: 'Go to the payment page',
  },
}

/** Sends a browser on: by redirect, or by a form that submits itself and works by hand without scripts. */
export function onward(way: Way, lang: Lang): RawAnswer {
  if ('url' in way) return { status: 303, headers: { location: way.url }, body: '' }
  const t = words[lang]
  const { action, fields } = way.form
  const inputs = Object.entries(fields).map(([k, v]) => `<input type="hidden" name="${escape(k)}" value="${escape(v)}">`)
  const body = `<!doctype html><html lang="${lang === 'en' ? 'en' : 'zh-Hant-TW'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${t.title}</title><style>${style}</style><main><h1>${t.title}</h1><p><b>${escape(way.title)}</b></p><p>${t.body}</p><form method="post" action="${escape(action)}" accept-charset="utf-8">${inputs.join('')}<button>${t.go}</button></form><p><small>${t.browser}</small></p></main><script>${script}</script></html>`
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'sha256-${hash}'; form-action ${new URL(action).origin}; base-uri 'none'; frame-ancestors 'none'`,
      // The link that leads here pays; nobody further on needs to know it.
      'referrer-policy': 'no-referrer',
    },
    body,
  }
}
