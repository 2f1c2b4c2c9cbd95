import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { documentEndpoints as d } from '../documents/contract/documents.ts'
import { contactEndpoints } from './contract/contact.ts'
import { goalEndpoints } from './contract/goal.ts'

const app = await testApp()
const org = await app.organisation('<禾序> & 會展顧問')
const doc = (text: string) => ({ type: 'doc' as const, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })
const headings = (xml: string) =>
  xml
    .match(/<w:p[ >].*?<\/w:p>/gs)!
    .filter((p) => p.includes('<w:pStyle w:val="Heading1"/>'))
    .map((p) => p.replaceAll(/<[^>]+>/g, ''))
const xmlOf = async (eventId: string, key: 'event-plan' | 'goals', lang: 'zh-TW' | 'en' = 'zh-TW') => {
  const answer = (await app.call(org.key, d.file, { params: { eventId, key }, query: { format: 'docx', lang } })) as unknown as {
    status: number
    body: Buffer
  }
  expect(answer.status).toBe(200)
  return strFromU8(unzipSync(new Uint8Array(answer.body))['word/document.xml']!).replaceAll('\u00a0', ' ')
}
const plain = (xml: string) => xml.replaceAll(/<\/w:p>/g, '\n').replaceAll(/<[^>]+>/g, '')

test('the plan of a bare event has only what is known: no empty chapter, no placeholder', async () => {
  const event = await app.event(org.key, { startDate: '2031-01-05', endDate: '2031-01-05', phases: [] } as never)
  for (const lang of ['zh-TW', 'en'] as const) {
    const xml = await xmlOf(event.id, 'event-plan', lang)
    expect(headings(xml)).toEqual(lang === 'en' ? ['1. Schedule and checkpoints', '2. Approval'] : ['壹、時程與查核點', '貳、核章'])
    expect(/undefined|NaN|null|TBD|待補|未寫/.test(plain(xml))).toBe(false)
  }
})

test('the plan states goals, budget, scope, phases with D-days and the contact list', async () => {
  const event = await app.event(org.key, {
    startDate: '2027-05-13',
    endDate: '2027-05-14',
    venueName: { zh: '臺北國際會議中心', en: 'TICC' },
    brief: {
      background: '第一段\n\n第二段',
      purpose: '讓人相遇',
      audience: '',
      scope: '企劃到結案',
      constraints: '不用瓶裝水\n不發提袋',
      budgetMin: 1_000_000,
      budgetMax: 1_200_000,
      expectedOnsite: 300,
      expectedOnline: null,
    },
    phases: [{ key: 'planning', start: '2027-02-12', end: '2027-04-01', doneOn: '2027-03-30', note: '' }],
  } as never)
  const params = { eventId: event.id }
  expect(
    (
      await app.call(org.key, goalEndpoints.create, {
        params,
        body: {
          title: { zh: '剩食', en: 'Leftovers' },
          unit: '公克',
          target: 80,
          direction: 'down',
          metric: 'manual',
          actual: 97,
        } as never,
      })
    ).status,
  ).toBe(200)
  expect(
    (
      await app.call(org.key, contactEndpoints.create, {
        params,
        body: { name: '王<小>明', group: 'programme', phone: '0900-000-001', emergency: true } as never,
      })
    ).status,
  ).toBe(200)
  const text = plain(await xmlOf(event.id, 'event-plan'))
  expect(headings(await xmlOf(event.id, 'event-plan'))).toEqual([
    '壹、專案緣起與目的',
    '貳、專案目標',
    '參、範圍與限制',
    '肆、時程與查核點',
    '伍、組織與分工',
    '陸、經費範圍',
    '柒、核章',
  ])
  for (const part of [
    '本案經費範圍為 NT$ 1,000,000 至 NT$ 1,200,000（含稅），上限為新臺幣壹佰貳拾萬元整。',
    '剩食（公克）',
    '≤ 80',
    'D−90 – D−42',
    '116/3/30',
    '實體 300 人',
    '不發提袋',
    '緊急聯絡人：王&lt;小&gt;明 0900-000-001。',
    '&lt;禾序&gt; &amp; 會展顧問',
  ])
    expect([part, text.includes(part)]).toEqual([part, true])
  expect(plain(await xmlOf(event.id, 'goals')).includes('本案訂有 1 項目標')).toBe(true)
  expect(plain(await xmlOf(event.id, 'goals', 'en')).includes('The project has 1 goal; on ')).toBe(true)
})

test('a written chapter takes the place of the brief’s own words', async () => {
  const event = await app.event(org.key, { startDate: '2027-05-13', endDate: '2027-05-14', brief: { background: '需求裡的背景' } } as never)
  expect(plain(await xmlOf(event.id, 'event-plan')).includes('需求裡的背景')).toBe(true)
  expect(
    (
      await app.call(org.key, d.saveSection, {
        params: { eventId: event.id, key: 'event-plan', section: 'background' },
        body: { content: doc('寫好的緣起'), version: 0 },
      })
    ).status,
  ).toBe(200)
  const text = plain(await xmlOf(event.id, 'event-plan'))
  expect([text.includes('寫好的緣起'), text.includes('需求裡的背景')]).toEqual([true, false])
})

test('an event before 1912 prints Western dates instead of failing', async () => {
  const event = await app.event(org.key, { startDate: '1900-01-01', endDate: '1900-01-02' } as never)
  for (const key of ['event-plan', 'goals', 'closing-report'] as const)
    expect((await app.call(org.key, d.preview, { params: { eventId: event.id, key } })).status).toBe(200)
})
