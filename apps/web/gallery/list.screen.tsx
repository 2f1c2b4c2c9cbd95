import { useMemo, useState } from 'react'
import { StatusTag, Facts, Section, Feed, Tag, Button } from '../../../src/ui/bits.tsx'
import { toast } from '../../../src/ui/feedback.tsx'
import { money } from '../../../src/ui/format.ts'
import { ListScreen } from '../../../src/ui/list/list.tsx'
import type { Change, Column } from '../../../src/ui/list/list.tsx'
import { attendees } from './fake.ts'
import type { Attendee } from './fake.ts'

const options = (map: Record<string, string>) => Object.entries(map).map(([value, label]) => ({ value, label }))
const tickets = { regular: '一般票', student: '學生票', speaker: '講者與貴賓' }
const meals = { meat: '葷食', vegetarian: '素食', vegan: '蔬食，無麩質' }
const states = {
  confirmed: ['已確認', 'jade', 'check'],
  review: ['待審身分', 'amber', 'half'],
  waiting: ['候補', 'plain', 'ring'],
  silent: ['未回覆', 'plain', 'ring'],
} as const
const columns: Column<Attendee>[] = [
  {
    key: 'code',
    label: '編號',
    value: (row) => row.code,
    render: (row) => <span className="mut">{row.code}</span>,
    width: 76,
    card: undefined,
  },
  { key: 'name', label: '姓名', value: (row) => row.name, width: 128, editable: true, card: 'title' },
  {
    key: 'unit',
    label: '單位與職稱',
    value: (row) => row.unit,
    render: (row) => <span className="sec">{row.unit}</span>,
    editable: true,
    card: 'detail',
  },
  {
    key: 'ticket',
    label: '票種',
    value: (row) => row.ticket,
    kind: 'select',
    options: options(tickets),
    width: 96,
    groupable: true,
    hidden: true,
    editable: true,
    card: 'tag',
  },
  {
    key: 'mode',
    label: '方式',
    value: (row) => row.mode,
    kind: 'select',
    options: options({ onsite: '實體', online: '線上' }),
    width: 64,
    groupable: true,
    editable: true,
  },
  {
    key: 'meal',
    label: '飲食',
    value: (row) => row.meal,
    kind: 'select',
    options: options(meals),
    width: 126,
    groupable: true,
    editable: (row) => row.mode === 'onsite',
    card: 'tag',
  },
  {
    key: 'fee',
    label: '應收',
    value: (row) => row.fee,
    kind: 'money',
    width: 86,
    editable: true,
    subtotal: (rows) => money(rows.reduce((sum, row) => sum + row.fee, 0)),
  },
  {
    key: 'paid',
    label: '款項',
    value: (row) => row.paid,
    kind: 'select',
    options: options({ paid: '已收款', due: '待收款', free: '免費' }),
    width: 92,
    render: (row) =>
      row.paid === 'due' ? (
        <StatusTag tone="amber" icon="clock">
          待收款
        </StatusTag>
      ) : row.paid === 'paid' ? (
        '已收款'
      ) : (
        <span className="mut">免費</span>
      ),
    groupable: true,
  },
  {
    key: 'state',
    label: '狀態',
    value: (row) => row.state,
    kind: 'select',
    options: Object.entries(states).map(([value, [label]]) => ({ value, label })),
    width: 104,
    render: (row) => (
      <StatusTag tone={states[row.state as keyof typeof states][1]} icon={states[row.state as keyof typeof states][2]}>
        {states[row.state as keyof typeof states][0]}
      </StatusTag>
    ),
    groupable: true,
    editable: true,
    card: 'state',
  },
  {
    key: 'at',
    label: '報名日',
    value: (row) => row.at,
    kind: 'date',
    width: 108,
    editable: true,
    render: (row) => <span className="mut">{row.at.replaceAll('-', '/')}</span>,
  },
]

export default function Attendees() {
  const size = Number(new URLSearchParams(location.search).get('rows') ?? 412)
  const [rows, setRows] = useState(() => attendees(size))
  const [filter, setFilter] = useState('all')
  const shown = useMemo(
    () => rows.filter((row) => filter === 'all' || row.mode === filter || row.paid === filter || row.meal === filter),
    [rows, filter],
  )
  const onEdit = async (changes: Change[], more: { added: object[]; removed: string[] }) => {
    await new Promise((resolve) => setTimeout(resolve, 60))
    const created = more.added.map((one, i) => ({ ...attendees(1)[0]!, id: `n${Date.now()}${i}`, ...one }) as Attendee)
    setRows((before) =>
      [...before.filter((row) => !more.removed.includes(row.id)), ...created].map((row) =>
        changes.filter((one) => one.id === row.id).reduce((all, one) => ({ ...all, [one.column]: one.after }), row),
      ),
    )
    return { created: created.map((row) => row.id) }
  }
  const count = (test: (row: Attendee) => boolean) => rows.filter(test).length
  return (
    <ListScreen<Attendee>
      id="gallery.attendees"
      title="報名名單"
      count={`${shown.length} 人`}
      rows={shown}
      columns={columns}
      filters={[
        { key: 'all', label: '全部', count: rows.length },
        { key: 'onsite', label: '實體', count: count((r) => r.mode === 'onsite') },
        { key: 'due', label: '待收款', count: count((r) => r.paid === 'due') },
        { key: 'vegetarian', label: '素食', count: count((r) => r.meal === 'vegetarian') },
      ]}
      filter={filter}
      onFilter={setFilter}
      onEdit={onEdit}
      mayAdd
      primary={{ label: '新增報名', onClick: () => toast('新增報名', { undo: () => {} }) }}
      bulk={[
        {
          label: '寄信',
          icon: 'mail',
          run: (ids, clear) => {
            toast(`寄給 ${ids.length} 人`)
            clear()
          },
        },
        { label: '收款', icon: 'money', run: () => {} },
        { label: '加標籤', icon: 'tag', run: () => {} },
      ]}
      drawer={(row) => ({
        code: row.code,
        title: row.name,
        detail: row.unit,
        body: (
          <>
            <div className="row" style={{ gap: 6, margin: '10px 0 14px' }}>
              <StatusTag soft tone="jade">
                已確認
              </StatusTag>
              <Tag>{tickets[row.ticket as keyof typeof tickets]}</Tag>
              <StatusTag soft tone="amber">
                議程撞時
              </StatusTag>
            </div>
            <div className="row">
              <Button icon="mail">寄信</Button>
              <Button icon="ticket">識別證</Button>
              <Button icon="more" aria-label="更多" />
            </div>
            <Facts
              items={[
                ['參加', row.mode === 'onsite' ? '實體，兩天' : '線上'],
                ['飲食', row.meal && meals[row.meal as keyof typeof meals]],
                ['應收', money(row.fee)],
                ['電話', '0900-000-120'],
                ['個資同意', '已同意，可錄影'],
              ]}
            />
            <Section title="往來" note={2}>
              <Feed
                items={[
                  { key: '1', when: '今天', who: row.name, what: '上傳簡歷與照片' },
                  { key: '2', when: '11/06', what: '已開啟「行前通知第 1 封」' },
                ]}
              />
            </Section>
          </>
        ),
      })}
      foot={[
        <>
          <span>合計 {shown.length} 人</span>
          <span>實體 {count((r) => r.mode === 'onsite')}</span>
        </>,
        <span key="r">應收 {money(rows.reduce((sum, row) => sum + row.fee, 0))}</span>,
      ]}
    />
  )
}
