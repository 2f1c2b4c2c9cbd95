import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import type { Lang } from '../../kernel/contract/localized.ts'
import { documentEndpoints as e } from './contract/documents.ts'

const app = await testApp()
const org = await app.organisation()
const write = (text: string) => ({ type: 'doc' as const, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })

async function section() {
  const event = await app.event(org.key)
  const params = { eventId: event.id, key: 'goals' as const, section: 'approach' }
  const save = (text: string, lang: Lang, version: number, who = org.key, aside = false) =>
    app.call(who, e.saveSection, { params, body: { content: write(text), version, lang, aside } })
  const detail = async (lang: Lang) => (await app.call(org.key, e.get, { params, query: { lang } })).body
  const texts = async () => (await detail('zh-TW')).sections.find((s) => s.key === 'approach')!.texts
  const printed = async (lang: Lang) => {
    const file = (await app.call(org.key, e.file, { params, query: { format: 'docx', lang } })) as unknown as { body: Buffer }
    return strFromU8(unzipSync(new Uint8Array(file.body))['word/document.xml']!).replaceAll(/<[^>]+>/g, '')
  }
  const history = async (lang: Lang) => (await app.call(org.key, e.history, { params, query: { lang } })).body.rows.map((r) => r.content)
  return { event, params, save, detail, texts, printed, history }
}

describe('a section in two languages', () => {
  test('holds each by itself: versions, history and paper', async () => {
    const s = await section()
    const planner = await app.person(org.organisationId, 'planner', s.event.id)
    expect((await s.save('中文的作法', 'zh-TW', 0)).body.version).toBe(1)
    expect((await s.save('The English approach', 'en', 0)).body.version).toBe(1)
    expect((await s.save('改過的中文', 'zh-TW', 1, planner.headers)).body.version).toBe(2)
    expect((await s.save('Old English', 'en', 0)).problem.code).toBe('record.conflict')
    const texts = await s.texts()
    expect([texts['zh-TW'].content, texts['zh-TW'].version, texts.en.content, texts.en.version]).toEqual([
      write('改過的中文'),
      2,
      write('The English approach'),
      1,
    ])
    expect([await s.history('zh-TW'), await s.history('en')]).toEqual([[write('中文的作法')], []])
    const [zh, en] = [await s.printed('zh-TW'), await s.printed('en')]
    expect([zh, en].map((t) => [t.includes('改過的中文'), t.includes('The English approach')])).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test('prints the other language where this one has no words, and the app knows it', async () => {
    const s = await section()
    await s.save('只有中文', 'zh-TW', 0)
    const approach = async (lang: Lang) => {
      const d = await s.detail(lang)
      const item = d.outline.find((o) => o.section === 'approach')!
      return [item.written, item.instead]
    }
    expect([await approach('zh-TW'), await approach('en')]).toEqual([
      [true, false],
      [true, true],
    ])
    expect((await s.printed('en')).includes('只有中文')).toBe(true)
    // Blank paragraphs are no text; so the Chinese goes on standing in.
    await s.save('  ', 'en', 0)
    expect([await approach('en'), (await s.printed('en')).includes('只有中文')]).toEqual([[true, true], true])
    await s.save('Now in English', 'en', 1)
    expect([await approach('en'), (await s.printed('en')).includes('只有中文')]).toEqual([[true, false], false])
    // Emptied Chinese lets the English stand in, never an empty chapter.
    await s.save('', 'zh-TW', 1)
    expect([await approach('zh-TW'), (await s.printed('zh-TW')).includes('Now in English')]).toEqual([[true, true], true])
  })

  test('who gives way to another’s words keeps their own in the history', async () => {
    const s = await section()
    const a = await app.person(org.organisationId, 'planner', s.event.id)
    const b = await app.person(org.organisationId, 'planner', s.event.id)
    await s.save('甲先存', 'zh-TW', 0, a.headers)
    expect((await s.save('乙同時寫的', 'zh-TW', 0, b.headers)).problem).toMatchObject({ status: 409, code: 'record.conflict' })
    expect((await s.save('乙同時寫的', 'zh-TW', 1, b.headers, true)).body.version).toBe(1)
    expect([(await s.texts())['zh-TW'].content, await s.history('zh-TW')]).toEqual([write('甲先存'), [write('乙同時寫的')]])
  })
})
