import { useSyncExternalStore } from 'react'
import type { Lang } from '../../../src/kernel/contract/localized.ts'
import { type Say, sayIn } from './text.ts'

const KEY = 'bantoh.lang' // shared with the planner's app
const listeners = new Set<() => void>()
const read = (): Lang => ((localStorage.getItem(KEY) ?? navigator.language).startsWith('en') ? 'en' : 'zh-TW')
let current = read()
document.documentElement.lang = current

export const lang = (): Lang => current
export function setLang(next: Lang) {
  current = next
  localStorage.setItem(KEY, next)
  document.documentElement.lang = next
  for (const l of listeners) l()
}
export const useLang = (): Lang => useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), lang)
export const useSay = (): Say => sayIn(useLang())
