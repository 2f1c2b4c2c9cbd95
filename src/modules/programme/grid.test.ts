import { describe, expect, it } from 'vitest'
import type { GridSession } from './contract/programme.ts'
import { kindOf } from './server/kind.ts'
import { layoutDay, neighbour } from './web/layout.ts'
import { patchOf } from './web/rows.ts'

const session = (id: string, time: string, minutes: number, more: Partial<GridSession> = {}): GridSession => {
  const startAt = new Date(`2027-05-13T${time}:00+08:00`).toISOString()
  return {
    id,
    version: 1,
    key: id,
    code: '',
    title: { zh: id, en: '' },
    startAt,
    endAt: new Date(Date.parse(startAt) + minutes * 60_000).toISOString(),
    durationMin: minutes,
    trackId: null,
    typeId: null,
    kind: 'talk',
    language: '',
    interpretation: [],
    format: 'onsite',
    capacity: null,
    signUp: false,
    state: 'confirmed',
    published: true,
    roomIds: ['r1'],
    speakers: [],
    tags: [],
    ...more,
  }
}
const rooms = [{ id: 'r1' }, { id: 'r2' }]
const zone = 'Asia/Taipei'
const day = '2027-05-13'

describe('timetable', () => {
  it('lays overlapping sessions of a room side by side and lets later ones have the whole width again', () => {
    const { blocks, from, to } = layoutDay(
      day,
      [session('a', '09:30', 60), session('b', '10:00', 60), session('c', '11:00', 30)],
      rooms,
      zone,
    )
    expect([blocks.map((b) => [b.session.id, b.from, b.to, b.lane, b.lanes]), from, to]).toEqual([
      [
        ['a', 570, 630, 0, 2],
        ['b', 600, 660, 1, 2],
        ['c', 660, 690, 0, 1],
      ],
      540,
      720,
    ])
  })

  it('makes a band of lunch where nothing else runs, a block where something does', () => {
    const lunch = session('lunch', '12:00', 60, { kind: 'meal' })
    const alone = layoutDay(day, [lunch, session('a', '13:00', 30)], rooms, zone)
    const beside = layoutDay(day, [lunch, session('a', '12:30', 30, { roomIds: ['r2'] })], rooms, zone)
    expect([alone.bands.length, alone.blocks.length, beside.bands.length, beside.blocks.map((b) => [b.session.id, b.column])]).toEqual([
      1,
      1,
      0,
      [
        ['lunch', 0],
        ['a', 1],
      ],
    ])
  })

  it('gives sessions without a room a column, and leaves other days and the unscheduled out', () => {
    const { columns, blocks } = layoutDay(
      day,
      [
        session('a', '09:00', 30, { roomIds: [] }),
        session('b', '09:00', 30, { startAt: null, endAt: null }),
        session('c', '09:00', 30, { startAt: '2027-05-13T16:00:00.000Z', endAt: '2027-05-13T17:00:00.000Z' }),
      ],
      rooms,
      zone,
    )
    expect([columns, blocks.map((b) => b.session.id)]).toEqual([['r1', 'r2', ''], ['a']])
  })

  it('is walked with the arrows', () => {
    const { blocks } = layoutDay(
      day,
      [
        session('a', '09:00', 60),
        session('b', '10:00', 60),
        session('x', '09:00', 30, { roomIds: ['r2'] }),
        session('y', '10:15', 30, { roomIds: ['r2'] }),
      ],
      rooms,
      zone,
    )
    const go = (id: string, key: string) =>
      neighbour(
        blocks,
        blocks.find((b) => b.session.id === id)!,
        key,
      )?.session.id
    expect([
      go('a', 'ArrowDown'),
      go('b', 'ArrowUp'),
      go('b', 'ArrowRight'),
      go('y', 'ArrowLeft'),
      go('a', 'ArrowUp'),
      go('x', 'ArrowRight'),
    ]).toEqual(['b', 'a', 'y', 'b', undefined, undefined])
  })
})

describe('edited cells', () => {
  const byId = new Map([['a', session('a', '09:30', 60, { roomIds: ['r1', 'r2'], title: { zh: '甲', en: 'A' } })]])
  const patch = (...cells: [string, string | number | null][]) =>
    patchOf(
      cells.map(([column, after]) => ({ id: 'a', column, after })),
      byId,
      zone,
    )
  it.each([
    [[['title.zh', '乙']], { id: 'a', title: { zh: '乙', en: 'A' } }],
    [[['day', '2027-05-14']], { id: 'a', startAt: '2027-05-14T01:30:00.000Z' }],
    [[['time', '14:05–15:00']], { id: 'a', startAt: '2027-05-13T06:05:00.000Z' }],
    [
      [
        ['day', '2027-05-14'],
        ['time', '8:00'],
      ],
      { id: 'a', startAt: '2027-05-14T00:00:00.000Z' },
    ],
    [[['day', null]], { id: 'a', startAt: null }],
    [[['room', 'r2']], { id: 'a', roomIds: ['r2'] }],
    [[['room', null]], { id: 'a', roomIds: [] }],
  ] as const)('%j', (cells, wanted) => {
    expect(patch(...(cells as unknown as [string, string | null][]))).toEqual([wanted])
  })
})

describe('kind of an imported session', () => {
  it.each([
    ['午餐', '', 0, 'meal'],
    ['Lunch', '', 0, 'meal'],
    ['Lunch with SQL', '', 1, 'talk'],
    ['茶敘：青草茶', '', 0, 'break'],
    ['Coffee break', '', 0, 'break'],
    ['第二日報到', '', 0, 'registration'],
    ['Breaking the glass ceiling', '', 0, 'talk'],
    ['休息室的設計', '', 1, 'talk'],
    ['開幕', 'Keynote', 1, 'keynote'],
    ['陶藝', '工作坊', 1, 'workshop'],
    ['誰的城市', 'Panel', 3, 'panel'],
  ])('%s（%s）by %i: %s', (title, type, speakers, kind) => {
    expect(kindOf({ title: { zh: title, en: '' }, type: { zh: type, en: '' }, speakers })).toBe(kind)
  })
})
