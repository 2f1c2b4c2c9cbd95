import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrange, parseTsv, planPaste, planTable, read, shown, toTsv } from './model.ts'
import type { Column, Value } from './types.ts'

type Row = { id: string; name: string; seats: Value; day: Value; meal: Value }
const columns: Column<Row>[] = [
  { key: 'name', label: '姓名', value: (row) => row.name, editable: true },
  { key: 'seats', label: '席次', value: (row) => row.seats, kind: 'number', editable: true },
  { key: 'day', label: '日期', value: (row) => row.day, kind: 'date', editable: (row) => row.name !== '鎖' },
  {
    key: 'meal',
    label: '飲食',
    value: (row) => row.meal,
    kind: 'select',
    options: [
      { value: 'veg', label: '素食' },
      { value: 'meat', label: '葷食' },
    ],
  },
]
const row = (id: string, name: string, seats: Value = null, day: Value = null, meal: Value = null): Row => ({ id, name, seats, day, meal })
const by = (kind: Column<Row>['kind'], options?: Column<Row>['options']) => ({ ...columns[0]!, kind, options })

describe('reading typed text', () => {
  test.each([
    ['money', 'NT$ 1,234,567', 1234567],
    ['money', '(1,200)', -1200],
    ['money', '−35,000', -35000],
    ['number', '１２．５', 12.5],
    ['number', '3 000 元', 3000],
    ['number', '12a', undefined],
    ['number', '1e9', undefined],
    ['number', '', null],
    ['date', '2026/12/1', '2026-12-01'],
    ['date', '115/3/9', '2026-03-09'],
    ['date', '民國 115 年 3 月 9 日', '2026-03-09'],
    ['date', '2026-02-29', undefined],
    ['date', '2028.2.29', '2028-02-29'],
    ['date', '12/1', undefined],
    ['check', '是', true],
    ['check', 'No', false],
    ['check', '也許', undefined],
  ] as const)('%s %s', (kind, text, value) => expect(read(by(kind), text)).toBe(value))
  test('a select takes label or value, nothing else', () => {
    const meal = columns[3]!
    expect([read(meal, '素食'), read(meal, 'MEAT'), read(meal, '蔬食')]).toEqual(['veg', 'meat', undefined])
  })
})

describe('clipboard', () => {
  test('quotes hold tabs and line ends', () =>
    expect(parseTsv('a\t"b\tc"\r\n"d ""e""\nf"\t\r\n')).toEqual([
      ['a', 'b\tc'],
      ['d "e"\nf', ''],
    ]))
  test('a stray quote is text', () => expect(parseTsv('5" 螢幕\t2\n"未關')).toEqual([['5" 螢幕', '2'], ['"未關']]))
  test('there and back', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '字', ' ', '\r') })
    const block = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }))
    fc.assert(
      fc.property(
        block.filter((rows) => rows.at(-1)!.some((one) => one !== '')),
        (rows) => {
          expect(parseTsv(toTsv(rows))).toEqual(rows)
        },
      ),
    )
  })
})

describe('arranging', () => {
  const rows = [row('1', '乙', 3, null, 'meat'), row('2', '甲', null, null, 'veg'), row('3', '丙', 20, null, 'meat'), row('4', '丁', 3)]
  const given = { columns, rowId: (one: Row) => one.id, none: '（未填）' }
  const ids = (items: ReturnType<typeof arrange<Row>>) => items.map((one) => one.id)
  test('empty values come last both ways, equal ones keep their order', () => {
    expect(ids(arrange(rows, { ...given, sort: 'seats' }))).toEqual(['1', '4', '3', '2'])
    expect(ids(arrange(rows, { ...given, sort: '-seats' }))).toEqual(['3', '1', '4', '2'])
  })
  test('search looks at what is shown', () => expect(ids(arrange(rows, { ...given, q: ' 葷 ' }))).toEqual(['1', '3']))
  test('groups follow the options; a closed one keeps its head', () => {
    expect(ids(arrange(rows, { ...given, groupBy: 'meal', closed: new Set(['葷食']) }))).toEqual([
      'group:素食',
      '2',
      'group:葷食',
      'group:',
      '4',
    ])
  })
})

describe('pasting', () => {
  const rows = [row('1', '甲', 1), row('2', '鎖', 2, '2026-01-01')].map((one) => ({ id: one.id, row: one }))
  test('changes, new rows and what does not fit', () => {
    expect(
      planPaste(
        [
          ['甲', '5'],
          ['鎖', 'x', '2026/1/2'],
          ['新', '7', '115/1/3', '素食', '多餘'],
        ],
        rows,
        columns,
        { row: 0, column: 0 },
      ),
    ).toEqual({
      changes: [{ id: '1', column: 'seats', before: 1, after: 5 }],
      added: [{ name: '新', seats: 7, day: '2026-01-03' }],
      bad: [
        { row: 1, column: 'seats', text: 'x' },
        { row: 1, column: 'day', text: '2026/1/2' },
        { row: 2, column: 'meal', text: '素食' },
      ],
    })
  })
  test('a head line orders the columns', () => {
    expect(
      planTable(
        [
          ['席次', '姓名', '備註'],
          ['12', '丁', '?'],
          ['', '', ''],
        ],
        columns,
      ),
    ).toEqual({ changes: [], added: [{ seats: 12, name: '丁' }], bad: [], headed: true })
    expect(planTable([['丁', '十']], columns)).toEqual({
      changes: [],
      added: [{ name: '丁' }],
      bad: [{ row: 0, column: 'seats', text: '十' }],
      headed: false,
    })
  })
})

test('shown', () =>
  expect([shown(by('money'), -1234), shown(by('date'), '2026-01-02'), shown(columns[3]!, 'veg'), shown(columns[0]!, null)]).toEqual([
    '−1,234',
    '2026/01/02',
    '素食',
    '',
  ]))
