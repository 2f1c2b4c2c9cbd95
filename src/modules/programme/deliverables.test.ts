import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import ICAL from 'ical.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { programmeEndpoints as ends, type ProgrammeView } from './contract/programme.ts'
import { isService, sessionEndpoints } from './contract/session.ts'

const app = await testApp({ background: false })
let key: Record<string, string>
let eventId: string
let view: ProgrammeView
const file = (deliverable: string, format: string, lang = 'zh-TW') =>
  app.send(key, { method: 'GET', url: `/api/events/${eventId}/deliverables/${deliverable}/file?format=${format}&lang=${lang}` })
const wordsOf = (docx: Uint8Array) =>
  strFromU8(unzipSync(docx)['word/document.xml']!)
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")

beforeAll(async () => {
  key = (await app.organisation()).key
  eventId = (await app.event(key, { startDate: '2024-03-09', endDate: '2024-03-09' })).id
  await app.call(key, ends.import, {
    params: { eventId },
    query: {},
    body: readFileSync(resolve('../shared/realdata/sitcon-2024.sessions.json')),
  })
  view = (await app.call(key, ends.view, { params: { eventId } })).body
})

describe('agenda', () => {
  it('names every session in Word and Excel', async () => {
    const words = wordsOf((await file('agenda', 'docx')).rawPayload)
    const sheets = Object.entries(unzipSync((await file('agenda', 'xlsx')).rawPayload))
      .flatMap(([name, bytes]) => (/sharedStrings|sheet\d/.test(name) ? [strFromU8(bytes)] : []))
      .join('')
    const plain = (s: string) => s.replaceAll(/\s+/g, '')
    const missing = (text: string) => view.sessions.map((s) => s.title.zh).filter((title) => !plain(text).includes(plain(title)))
    expect([
      missing(words),
      missing(sheets.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')),
    ]).toEqual([[], []])
  })

  it('is a calendar that another reader understands, one entry a published session', async () => {
    const calendar = new ICAL.Component(ICAL.parse((await file('agenda', 'ics')).body))
    expect(calendar.getAllSubcomponents('vevent').length).toBe(view.sessions.filter((s) => s.startAt && s.published).length)
  })
})

describe('programme book', () => {
  it('holds each confirmed talk with its people, in print and in Word, and no cancelled one', async () => {
    const [gone, ...rest] = view.sessions.filter((s) => !isService(s))
    await app.call(key, sessionEndpoints.update, {
      params: { eventId, id: gone!.id },
      body: { version: gone!.version, state: 'cancelled' },
    })
    const pdf = await file('programme-book', 'pdf')
    expect([pdf.statusCode, pdf.rawPayload.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
    const words = wordsOf((await file('programme-book', 'docx')).rawPayload).replaceAll(/\s+/g, '')
    expect([
      rest.filter((s) => !words.includes(s.title.zh.replaceAll(/\s+/g, ''))).map((s) => s.title.zh),
      words.includes(gone!.title.zh.replaceAll(/\s+/g, '')),
    ]).toEqual([[], false])
    const speakers = new Map(view.speakers.map((s) => [s.id, s.name.zh]))
    const onStage = new Set(rest.flatMap((s) => s.speakers.map((x) => speakers.get(x.speakerId)!)))
    expect([...onStage].filter((name) => !words.includes(name.replaceAll(/\s+/g, '')))).toEqual([])
  })

  it('stands without a single session', async () => {
    const empty = (await app.event(key)).id
    const r = await app.send(key, { method: 'GET', url: `/api/events/${empty}/deliverables/programme-book/file?format=pdf&lang=en` })
    expect([r.statusCode, r.rawPayload.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  })
})
