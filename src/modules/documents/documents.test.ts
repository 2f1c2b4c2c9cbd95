import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { goalEndpoints } from '../events/contract/goal.ts'
import { sessionEndpoints } from '../programme/contract/session.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { documentEndpoints as e } from './contract/documents.ts'
import { col, docModel, table } from './contract/build.ts'
import { deliverables } from './contract/registry.ts'
import { DocumentError } from './contract/model.ts'
import { sharesOf } from './contract/paper.ts'
import { systemActor } from '../../kernel/server/ctx.ts'
import { defineDeliverable } from './server/index.ts'
import { issueDeliverable } from './server/issue.ts'

const app = await testApp()
const org = await app.organisation()
const other = await app.organisation('別家會展')

const write = (text: string) => ({ type: 'doc' as const, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })
/** All text of a Word file, tags out, in the order of the page. */
const textOf = (bytes: Uint8Array) =>
  strFromU8(unzipSync(new Uint8Array(bytes))['word/document.xml']!)
    .replaceAll(/<w:p[ >]/g, '\n$&')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('\u00a0', ' ')
/** The rows of a Word file's tables as lists of cells. */
const rowsOf = (bytes: Uint8Array) =>
  strFromU8(unzipSync(new Uint8Array(bytes))['word/document.xml']!)
    .match(/<w:tr[ >].*?<\/w:tr>/gs)!
    .map((row) => row.match(/<w:tc[ >].*?<\/w:tc>/gs)!.map((cell) => cell.replaceAll(/<[^>]+>/g, '').replaceAll('\u00a0', ' ')))
const word = async (who: Record<string, string>, eventId: string, key: string, lang: 'zh-TW' | 'en' = 'zh-TW') =>
  (await app.call(who, e.file, { params: { eventId, key: key as never }, query: { format: 'docx', lang } })) as unknown as {
    status: number
    body: Buffer
    problem: { code: string }
  }

/** Three registered on site (one for NT$ 1,000), one online, one cancelled; two arrived, one of them twice; three sessions with a break. */
async function smallEvent(start: string, end: string) {
  const event = await app.event(org.key, { startDate: start, endDate: end, venueName: { zh: '台北一號館', en: 'Hall One' } } as never)
  const params = { eventId: event.id }
  const onsite = (
    await app.call(org.key, ticketEndpoints.create, {
      params,
      body: { name: { zh: '一般票', en: 'Regular' }, price: 1000, quota: 50 } as never,
    })
  ).body as { id: string }
  const free = (
    await app.call(org.key, ticketEndpoints.create, {
      params,
      body: { name: { zh: '學生票', en: 'Student' }, category: 'student' } as never,
    })
  ).body as { id: string }
  const online = (
    await app.call(org.key, ticketEndpoints.create, {
      params,
      body: { name: { zh: '線上票', en: 'Online' }, attendance: 'online' } as never,
    })
  ).body as { id: string }
  const people: { id: string }[] = []
  for (const [i, [ticketTypeId, country]] of (
    [
      [onsite.id, 'TW'],
      [free.id, 'JP'],
      [free.id, 'TW'],
      [online.id, 'TW'],
      [onsite.id, 'TW'],
    ] as const
  ).entries()) {
    const made = await app.call(org.key, registrationEndpoints.create, {
      params,
      body: { ticketTypeId, name: `秘密姓名${i}`, email: `person${i}@secret.example`, phone: '0912345678', country } as never,
    })
    expect(made.status).toBe(200)
    people.push(made.body as { id: string })
  }
  await app.call(org.key, registrationEndpoints.cancel, { params: { ...params, id: people[4]!.id }, body: {} })
  const at = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`).toISOString()
  await app.run(
    org.organisationId,
    async (ctx) => {
      const row = (i: number, day: string, time: string, undone = false) => ({
        id: newId(),
        organisationId: ctx.orgId,
        eventId: event.id,
        registrationId: people[i]!.id,
        day,
        at: at(day, time),
        source: 'name',
        undoneAt: undone ? ctx.now : null,
      })
      await ctx.tx
        .insertInto('checkin')
        .values([row(0, start, '08:50'), row(0, end, '09:10'), row(1, start, '09:05'), row(2, start, '09:20', true)])
        .execute()
    },
    event.id,
  )
  for (const [i, kind] of (['keynote', 'talk', 'talk', 'break'] as const).entries()) {
    const made = await app.call(org.key, sessionEndpoints.create, {
      params,
      body: { title: { zh: `場次 ${i}`, en: '' }, kind, durationMin: 45, startAt: at(start, `1${i}:00`), state: 'confirmed' } as never,
    })
    expect(made.status).toBe(200)
  }
  return event
}

describe('the registry of an event', () => {
  test('lists all 121 with honest states, each once', async () => {
    const event = await app.event(org.key)
    const { status, body } = await app.call(org.key, e.list, { params: { eventId: event.id } })
    expect(status).toBe(200)
    expect(body.rows.map((r) => r.key)).toEqual(deliverables.map((d) => d.key))
    const provided = new Set<string>(app.app.services.provided('deliverables').map((d) => d.key))
    expect(provided.size).toBe(app.app.services.provided('deliverables').length)
    expect(body.rows.filter((r) => r.state !== 'unbuilt').map((r) => r.key)).toEqual(
      deliverables.map((d) => d.key).filter((k) => provided.has(k)),
    )
    for (const key of ['event-plan', 'goals', 'closing-report'])
      expect(body.rows.find((r) => r.key === key)).toMatchObject({ state: 'live', lastIssue: null, closed: false })
  })

  test('what is not built says so instead of giving an empty file', async () => {
    const event = await app.event(org.key)
    const unbuilt = deliverables.find((d) => !app.app.services.provided('deliverables').some((p) => p.key === d.key))!
    const params = { eventId: event.id, key: unbuilt.key }
    expect((await app.call(org.key, e.file, { params, query: { format: unbuilt.formats[0]! } })).problem.code).toBe('documents.not_built')
    expect((await app.call(org.key, e.preview, { params })).problem.code).toBe('documents.not_built')
    expect((await app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } })).problem).toMatchObject({
      status: 409,
      code: 'documents.not_built',
    })
    expect((await app.call(org.key, e.get, { params })).body).toMatchObject({ state: 'unbuilt', outline: [], sections: [] })
    expect(
      (await app.call(org.key, e.file, { params: { eventId: event.id, key: 'closing-report' }, query: { format: 'xlsx' } })).problem,
    ).toMatchObject({ status: 422, code: 'documents.format_unavailable' })
  })

  test('an event of another organisation is not found, by any of the endpoints', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id, key: 'closing-report' as const }
    expect(
      (
        await app.call(org.key, e.saveSection, {
          params: { ...params, section: 'summary' },
          body: { content: write('我們的'), version: 0 },
        })
      ).status,
    ).toBe(200)
    const issued = (await app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } })).body
    const asked = [
      await app.call(other.key, e.list, { params }),
      await app.call(other.key, e.get, { params }),
      await app.call(other.key, e.preview, { params }),
      await app.call(other.key, e.file, { params, query: { format: 'docx' } }),
      await app.call(other.key, e.batch, { params, query: { keys: 'closing-report' } }),
      await app.call(other.key, e.saveSection, { params: { ...params, section: 'summary' }, body: { content: write('x'), version: 1 } }),
      await app.call(other.key, e.history, { params: { ...params, section: 'summary' } }),
      await app.call(other.key, e.issue, { params, body: { lang: 'en' } }),
      await app.call(other.key, e.issuedFile, { params: { eventId: event.id, id: issued.id }, query: { format: 'docx' } }),
    ]
    expect(asked.map((a) => a.status)).toEqual(asked.map(() => 404))
    const theirs = await app.event(other.key)
    expect(
      (await app.call(other.key, e.issuedFile, { params: { eventId: theirs.id, id: issued.id }, query: { format: 'docx' } })).status,
    ).toBe(404)
  })
})

describe('issuing', () => {
  test('two at once get two numbers', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id, key: 'goals' as const }
    const made = await Promise.all([1, 2, 3].map((n) => app.call(org.key, e.issue, { params, body: { lang: 'zh-TW', note: `同時 ${n}` } })))
    expect(made.map((m) => m.status)).toEqual([200, 200, 200])
    expect(made.map((m) => m.body.number).toSorted()).toEqual([1, 2, 3])
    expect((await app.call(org.key, e.get, { params })).body.issues.map((i) => i.number)).toEqual([3, 2, 1])
  })

  test('keeps the bytes while the data goes on, and names the sections that differ', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id, key: 'goals' as const }
    const goal = (title: string, target: number) =>
      app.call(org.key, goalEndpoints.create, {
        params: { eventId: event.id },
        body: { title: { zh: title, en: '' }, target, unit: '人' } as never,
      })
    await goal('第一個目標', 100)
    const issued = (await app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } })).body
    const frozen = (await app.call(org.key, e.issuedFile, {
      params: { eventId: event.id, id: issued.id },
      query: { format: 'docx' },
    })) as unknown as { body: Buffer }
    expect((await app.call(org.key, e.get, { params })).body.drift).toEqual([])
    await goal('後來的目標', 250)
    const after = (await app.call(org.key, e.get, { params })).body
    expect(after.drift).toEqual(['goals'])
    expect(after.outline.filter((o) => o.changed).map((o) => o.section)).toEqual(['goals'])
    const again = (await app.call(org.key, e.issuedFile, {
      params: { eventId: event.id, id: issued.id },
      query: { format: 'docx' },
    })) as unknown as { body: Buffer }
    expect(Buffer.compare(frozen.body, again.body)).toBe(0)
    expect(textOf(again.body).includes('後來的目標')).toBe(false)
    expect(textOf((await word(org.key, event.id, 'goals')).body).includes('後來的目標')).toBe(true)
  })

  test('an issued row can be neither changed nor removed', async () => {
    const event = await app.event(org.key)
    await app.call(org.key, e.issue, { params: { eventId: event.id, key: 'goals' }, body: { lang: 'zh-TW' } })
    const change = app.run(org.organisationId, (ctx) =>
      ctx.tx.updateTable('documentIssue').set({ note: '改' }).where('eventId', '=', event.id).execute(),
    )
    await expect(change).rejects.toThrow(/permission denied/)
    await expect(
      app.run(org.organisationId, (ctx) => ctx.tx.deleteFrom('documentIssue').where('eventId', '=', event.id).execute()),
    ).rejects.toThrow(/permission denied/)
  })

  test('a viewer reads but neither writes nor issues', async () => {
    const event = await app.event(org.key)
    const viewer = await app.person(org.organisationId, 'viewer', event.id)
    const params = { eventId: event.id, key: 'goals' as const }
    expect((await app.call(viewer.headers, e.get, { params })).body.can).toEqual({ write: false, issue: false })
    expect((await app.call(viewer.headers, e.issue, { params, body: { lang: 'zh-TW' } })).status).toBe(403)
    expect(
      (
        await app.call(viewer.headers, e.saveSection, {
          params: { ...params, section: 'approach' },
          body: { content: write('x'), version: 0 },
        })
      ).status,
    ).toBe(403)
  })
})

describe('a written section', () => {
  test('is refused over somebody else’s words, and keeps what it replaced', async () => {
    const event = await app.event(org.key)
    const a = await app.person(org.organisationId, 'planner', event.id)
    const b = await app.person(org.organisationId, 'planner', event.id)
    const params = { eventId: event.id, key: 'event-plan' as const, section: 'concept' }
    const save = (who: Record<string, string>, text: string, version: number) =>
      app.call(who, e.saveSection, { params, body: { content: write(text), version } })
    expect((await save(a.headers, '甲的第一稿', 0)).body.version).toBe(1)
    expect((await save(b.headers, '乙沒看到甲的稿', 0)).problem).toMatchObject({ status: 409, code: 'record.conflict' })
    expect((await save(b.headers, '乙的第二稿', 1)).body.version).toBe(2)
    const history = (await app.call(org.key, e.history, { params })).body.rows
    expect(history.map((h) => h.content)).toEqual([write('甲的第一稿')])
    const section = (await app.call(org.key, e.get, { params })).body.sections.find((s) => s.key === 'concept')!
    expect([section.texts['zh-TW'].content, section.texts['zh-TW'].version]).toEqual([write('乙的第二稿'), 2])
    // The one who keeps writing makes one state, not one for each pause.
    expect((await save(b.headers, '乙的第三稿', 2)).body.version).toBe(3)
    expect((await app.call(org.key, e.history, { params })).body.rows.length).toBe(1)
    expect((await save(a.headers, '甲還原', 3)).body.version).toBe(4)
    expect((await app.call(org.key, e.history, { params })).body.rows.map((h) => h.content)).toEqual([
      write('乙的第三稿'),
      write('甲的第一稿'),
    ])
  })

  test('first saves at the same time: one stands, the other hears of it', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id, key: 'goals' as const, section: 'approach' }
    const both = await Promise.all(
      ['一', '二'].map((text) => app.call(org.key, e.saveSection, { params, body: { content: write(text), version: 0 } })),
    )
    expect(both.map((x) => x.status).toSorted()).toEqual([200, 409])
  })

  test('prints what was written, harmlessly, and refuses what is no text', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id, key: 'goals' as const, section: 'approach' }
    const hostile = '</w:t><script>alert(1)</script> #pagebreak() =cmd|1 𠮷 \u202e'
    expect((await app.call(org.key, e.saveSection, { params, body: { content: write(hostile), version: 0 } })).status).toBe(200)
    const { html } = (await app.call(org.key, e.preview, { params })).body
    expect([html.includes('&lt;script&gt;alert(1)'), html.includes('<script')]).toEqual([true, false])
    expect((await word(org.key, event.id, 'goals')).status).toBe(200)
    for (const content of [
      null,
      'text',
      [],
      { type: 'paragraph' },
      { type: 'doc', content: [{ type: 'text', text: 'x'.repeat(200_001) }] },
    ])
      expect((await app.call(org.key, e.saveSection, { params, body: { content: content as never, version: 1 } })).status).toBe(422)
    expect(
      (await app.call(org.key, e.saveSection, { params: { ...params, section: 'nothing' }, body: { content: write('x'), version: 0 } }))
        .problem.code,
    ).toBe('documents.section_unknown')
  })
})

describe('the closing report of a small event', () => {
  test('says the figures of the records, by equality', async () => {
    const event = await smallEvent('2024-05-13', '2024-05-14')
    const file = await word(org.key, event.id, 'closing-report')
    expect(file.status).toBe(200)
    const text = textOf(file.body)
    expect(text).toContain(
      '「測試論壇」於民國 113 年 5 月 13 日（一）至 14 日（二）在台北一號館舉行，為期 2 日。議程共辦理 3 場次。報名 4 人（實體 3 人、線上 1 人），來自 2 個國家及地區，其中海外 1 人；實體報到 2 人，報到率 67%。',
    )
    expect(text).toContain('另有 1 人取消報名，未計入。')
    const rows = rowsOf(file.body)
    expect(rows.filter((r) => ['一般票', '學生票', '線上票', '合計'].includes(r[0]!))).toEqual([
      ['一般票', '實體', '1', '1', '100%'],
      ['學生票', '實體', '2', '1', '50%'],
      ['線上票', '線上', '1', '—', '—'],
      ['合計', '4', '2', '67%'],
      ['合計', '4', '100.0%'],
      ['合計', '4', '100.0%'],
      ['合計', '3', '2.3', '0'],
      ['一般票', '1,000', '1', '1,000'],
      ['合計', '1', '1,000'],
    ])
    expect(text).toContain('新臺幣壹仟元整')
    for (const never of ['NaN', 'Infinity', 'undefined', 'null', '目標達成對照', '秘密姓名', 'secret.example', '0912'])
      expect([never, text.includes(never)]).toEqual([never, false])
    expect(text.includes('草稿')).toBe(false)
    const en = textOf((await word(org.key, event.id, 'closing-report', 'en')).body)
    expect(en).toContain(
      'The programme had 3 sessions. 4 people registered (3 on site, 1 online) from 2 countries and regions. 2 people checked in on site (67% of those registered on site).',
    )
  })

  test('names what was missed, and says so when everything was reached', async () => {
    const event = await smallEvent('2024-05-13', '2024-05-14')
    const goal = (zh: string, metric: string, target: number, more = {}) =>
      app.call(org.key, goalEndpoints.create, {
        params: { eventId: event.id },
        body: { title: { zh, en: '' }, unit: '人', metric, target, ...more } as never,
      })
    await goal('報名人數', 'registrations', 4)
    expect(textOf((await word(org.key, event.id, 'closing-report')).body)).toContain('1 項目標全數達成。')
    await goal('報到人數', 'attendance', 3)
    await goal('剩食', 'manual', 80, { direction: 'down', actual: 0 })
    await goal('滿意度', 'manual', 4.2)
    const file = await word(org.key, event.id, 'closing-report')
    expect(textOf(file.body)).toContain('4 項目標中達成 2 項，未達 1 項：「報到人數」（目標 3、實際 2），1 項尚無數據。')
    expect(
      rowsOf(file.body)
        .filter((r) => r.length === 6)
        .slice(1)
        .map((r) => r.slice(1, 5)),
    ).toEqual([
      ['4', '4', '100%', '○ 達成'],
      ['3', '2', '67%', '△ 未達'],
      ['≤ 80', '0', '100%', '○ 達成'],
      ['4.2', '—', '—', '尚無數據'],
    ])
  })

  test('prints the review and its recommendations, in the report and as a slide of the deck', async () => {
    const event = await smallEvent('2024-05-13', '2024-05-14')
    const params = { eventId: event.id, key: 'closing-report' as const }
    expect(textOf((await word(org.key, event.id, 'closing-report')).body).includes('檢討與建議')).toBe(false)
    const content = {
      type: 'doc' as const,
      content: [
        ...write('尖峰沒有照計畫疏散。').content,
        { type: 'bulletList', content: ['開三座櫃檯', '先核對代碼'].map((item) => ({ type: 'listItem', content: write(item).content })) },
      ],
    }
    expect(
      (await app.call(org.key, e.saveSection, { params: { ...params, section: 'improvements' }, body: { content, version: 0 } })).status,
    ).toBe(200)
    const text = textOf((await word(org.key, event.id, 'closing-report')).body)
    for (const part of ['檢討與建議', '尖峰沒有照計畫疏散。', '開三座櫃檯', '先核對代碼'])
      expect([part, text.includes(part)]).toEqual([part, true])
    const deck = unzipSync(
      new Uint8Array(((await app.call(org.key, e.file, { params, query: { format: 'pptx' } })) as unknown as { body: Buffer }).body),
    )
    const slides = Object.entries(deck)
      .filter(([name]) => /^ppt\/slides\/slide\d+\.xml$/.test(name))
      .map(([, xml]) => strFromU8(xml).replaceAll(/<[^>]+>/g, ' '))
    expect(slides.filter((s) => s.includes('尖峰沒有照計畫疏散') && s.includes('開三座櫃檯')).length).toBe(1)
    expect(slides.some((s) => s.includes('秘密姓名'))).toBe(false)
  })

  test('is a draft before the event and without any record still reads as one', async () => {
    const event = await app.event(org.key, { startDate: '2031-01-05', endDate: '2031-01-05' } as never)
    await app.call(org.key, goalEndpoints.create, {
      params: { eventId: event.id },
      body: { title: { zh: '出席比率', en: 'Rate' }, unit: '%', metric: 'attendance_rate', target: 85 } as never,
    })
    expect(rowsOf((await word(org.key, event.id, 'closing-report')).body).find((r) => r[0] === '出席比率（%）')).toEqual([
      '出席比率（%）',
      '85',
      '—',
      '—',
      '尚無數據',
      '報到與報名紀錄',
    ])
    for (const lang of ['zh-TW', 'en'] as const) {
      const text = textOf((await word(org.key, event.id, 'closing-report', lang)).body)
      expect(text).toContain(
        lang === 'en' ? 'Draft: the event takes place on Sun 5 Jan 2031' : '本報告為草稿：活動將於民國 120 年 1 月 5 日（日）舉行',
      )
      expect(/NaN|Infinity|undefined|未達|報到率/.test(text)).toBe(false)
    }
    for (const format of ['pptx', 'pdf'] as const)
      expect((await app.call(org.key, e.file, { params: { eventId: event.id, key: 'closing-report' }, query: { format } })).status).toBe(
        200,
      )
  })
})

test('personal data stay with those who may see them: lists are closed, also in a batch', async () => {
  const event = await smallEvent('2024-05-13', '2024-05-14')
  const viewer = await app.person(org.organisationId, 'viewer', event.id)
  const params = { eventId: event.id, key: 'attendee-roster' as const }
  expect((await app.call(viewer.headers, e.list, { params })).body.rows.find((r) => r.key === 'attendee-roster')!.closed).toBe(true)
  expect((await app.call(viewer.headers, e.preview, { params })).status).toBe(403)
  expect((await app.call(viewer.headers, e.file, { params, query: { format: 'xlsx' } })).status).toBe(403)
  const issued = (await app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } })).body
  expect(
    (
      await app.call(viewer.headers, e.issuedFile, {
        params: { eventId: event.id, id: issued.id },
        query: { format: issued.files[0]!.format },
      })
    ).status,
  ).toBe(403)
  const zip = (await app.call(viewer.headers, e.batch, { params, query: { keys: 'attendee-roster,goals' } })) as unknown as {
    status: number
    body: Buffer
  }
  const names = Object.keys(unzipSync(new Uint8Array(zip.body)))
  expect([zip.status, names.length, names.some((n) => n.includes('專案整體目標')), names.includes('未收錄.txt')]).toEqual([
    200,
    2,
    true,
    true,
  ])
})

test('a table that does not add up is refused as a problem', async () => {
  const event = await app.event(org.key)
  const wrong = defineDeliverable({
    key: 'lessons-learned' as never,
    action: 'documents.read',
    build: async (_ctx, input) =>
      docModel({ kind: 'report', lang: input.lang, title: '錯' }, [
        table({ caption: '收支', columns: [col('n', '科目'), col.money('s', '金額')], rows: [{ n: '一', s: 2 }], total: { s: 3 } }),
      ]),
  })
  const key = deliverables.find(
    (d) => !app.app.services.provided('deliverables').some((p) => p.key === d.key) && d.formats.includes('docx'),
  )!.key
  const before = app.app.services.provided
  app.app.services.provided = ((slot: string) =>
    slot === 'deliverables' ? [...before('deliverables'), { ...wrong, key }] : before(slot as never)) as typeof before
  try {
    const params = { eventId: event.id, key }
    expect((await app.call(org.key, e.file, { params, query: { format: 'docx' } })).problem).toMatchObject({
      status: 409,
      code: 'documents.total_mismatch',
    })
    expect((await app.call(org.key, e.preview, { params })).problem).toMatchObject({
      type: 'urn:bantoh:problem:documents.total_mismatch',
      title: '表格「收支」的合計對不起來，請先核對數字。',
      status: 409,
    })
    expect((await app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } })).problem.code).toBe('documents.total_mismatch')
    expect((await app.call(org.key, e.get, { params })).body.issues).toEqual([])
  } finally {
    app.app.services.provided = before
  }
})

test('what a builder refuses is a problem under its own code, in the reader’s language, wherever it is asked for', async () => {
  const event = await app.event(org.key)
  const key = deliverables.find(
    (d) => !app.app.services.provided('deliverables').some((p) => p.key === d.key) && d.formats.includes('docx'),
  )!.key
  const refusing = defineDeliverable({
    key,
    action: 'documents.read',
    build: async () => {
      throw new DocumentError('documents.table_without_columns', { table: '報名' })
    },
  })
  const before = app.app.services.provided
  app.app.services.provided = ((slot: string) =>
    slot === 'deliverables' ? [...before('deliverables'), refusing] : before(slot as never)) as typeof before
  try {
    const params = { eventId: event.id, key }
    const english = { 'accept-language': 'en' }
    for (const [lang, title] of [
      ['zh-TW', '表格「報名」沒有任何欄位。'],
      ['en', 'Table “報名” has no columns.'],
    ] as const) {
      const query = { lang }
      const told = { status: 409, code: 'documents.table_without_columns', title }
      const who = lang === 'en' ? english : undefined
      expect((await app.call(org.key, e.get, { params, query }, who)).problem).toMatchObject(told)
      expect((await app.call(org.key, e.preview, { params, query }, who)).problem).toMatchObject(told)
      expect((await app.call(org.key, e.file, { params, query: { ...query, format: 'docx' } }, who)).problem).toMatchObject(told)
      expect((await app.call(org.key, e.issue, { params, body: { lang } }, who)).problem).toMatchObject(told)
    }
  } finally {
    app.app.services.provided = before
  }
})

test('what changes while the files are made is not frozen, and shows as drift; the same request again is the same version', async () => {
  const event = await app.event(org.key)
  const params = { eventId: event.id, key: 'goals' as const }
  const frame = {
    services: app.app.services,
    actor: systemActor(org.organisationId),
    orgId: org.organisationId,
    eventId: event.id,
    lang: 'zh-TW' as const,
    requestId: 'test',
    log: app.app.http.log,
  }
  const made = await issueDeliverable(frame, { key: 'goals', lang: 'zh-TW', note: '' }, async (_ctx, act) => {
    // Between reading and keeping, in another transaction.
    await app.call(org.key, goalEndpoints.create, {
      params: { eventId: event.id },
      body: { title: { zh: '途中的目標', en: '' }, target: 1, unit: '人' } as never,
    })
    return act()
  })
  const kept = (await app.call(org.key, e.issuedFile, {
    params: { eventId: event.id, id: made.id },
    query: { format: 'docx' },
  })) as unknown as { body: Buffer }
  expect(textOf(kept.body).includes('途中的目標')).toBe(false)
  expect((await app.call(org.key, e.get, { params })).body.drift).toEqual(['goals'])
  const again = await Promise.all(
    [1, 2, 3].map(() => app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } }, { 'idempotency-key': 'issue-1' })),
  )
  expect(again.map((x) => x.body.number)).toEqual([2, 2, 2])
  // What breaks at the end leaves no row, hence no gap in the numbers.
  const broken = issueDeliverable(frame, { key: 'goals', lang: 'zh-TW', note: '' }, async (_ctx, act) => {
    await act()
    throw new Error('gone')
  })
  await expect(broken).rejects.toThrow('gone')
  expect((await app.call(org.key, e.issue, { params, body: { lang: 'zh-TW' } })).body.number).toBe(3)
})

test('shares add up to a whole, whatever the parts', () => {
  expect(sharesOf([1, 1, 1])).toEqual([0.334, 0.333, 0.333])
  expect(sharesOf([])).toEqual([])
  expect(sharesOf([0, 0])).toEqual([0, 0])
  for (const parts of [
    [184, 7, 4, 2, 2, 2, 1, 1, 6],
    [1, 999_999],
    [3, 3, 3, 3, 3, 3, 3],
  ])
    expect(Math.round(sharesOf(parts).reduce((s, x) => s + x * 1000, 0))).toBe(1000)
})
