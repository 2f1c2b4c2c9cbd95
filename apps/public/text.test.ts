import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { t, texts } from './text.ts'

const parameters = (s: string) => [...s.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort()

test('both languages say everything, with the same parameters', () => {
  const { 'zh-TW': zh, en } = texts
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    expect([key, zh[key].trim() !== '', en[key].trim() !== '']).toEqual([key, true, true])
    expect([key, parameters(en[key])]).toEqual([key, parameters(zh[key])])
    expect([key, /[\u3400-\u9fff]/.test(en[key])]).toEqual([key, false])
  }
})

test('every text is used', () => {
  const dir = new URL('./', import.meta.url)
  const files = [...readdirSync(dir), ...readdirSync(new URL('pages/', dir)).map((f) => `pages/${f}`)].filter(
    (f) => f.endsWith('.ts') && !/^text\.|test/.test(f),
  )
  const source = files.map((f) => readFileSync(new URL(f, dir), 'utf8')).join('\n')
  // Keys such as `format_onsite` or `goneText` are put together from a stem and a value.
  const used = (k: string) =>
    source.includes(`'${k}'`) ||
    [`\${view.kind}Title`, `\${view.kind}Text`].some((s) => k.endsWith(s.slice(12)) && source.includes(s)) ||
    source.includes(`\`${k.split('_')[0]}_\${`)
  expect(Object.keys(texts['zh-TW']).filter((k) => !used(k))).toEqual([])
})

test('parameters are filled in', () => {
  expect(t('zh-TW')('remaining', { n: 84 })).toBe('剩 84 席')
  expect(t('en')('consentLead', { link: 'notice', version: '3' })).toBe('Before you send, please read the notice (version 3).')
})
