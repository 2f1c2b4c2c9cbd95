import { expect, test } from 'vitest'
import type { Column } from './types.ts'
import { toCsv, toXlsx } from './whole.ts'

type Row = { name: string; fee: number | null; at: string; meal: string }
const columns: Column<Row>[] = [
  { key: 'name', label: '姓名', value: (r) => r.name },
  { key: 'fee', label: '費用', value: (r) => r.fee, kind: 'money' },
  { key: 'at', label: '報名時間', value: (r) => r.at },
  { key: 'meal', label: '飲食', value: (r) => r.meal, kind: 'select', options: [{ value: 'veg', label: '素食' }] },
]
const rows: Row[] = [
  { name: '=HYPERLINK("x")', fee: -1200, at: '2026-11-20T16:30:00.000Z', meal: 'veg' },
  { name: '王，"小"明', fee: null, at: '', meal: '' },
]
const table = { columns, rows, zone: 'Asia/Taipei' }

test('CSV has a mark for Excel, local times, labels of options, and runs no formula', () =>
  expect(toCsv(table)).toBe('\ufeff姓名,費用,報名時間,飲食\r\n"\'=HYPERLINK(""x"")",-1200,2026-11-21 00:30,素食\r\n"王，""小""明",,,\r\n'))

test('the workbook is one', async () => {
  const file = await toXlsx(table, '報名/名單')
  expect(new Uint8Array(await file.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]))
})
