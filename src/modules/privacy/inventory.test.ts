import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { inventoryEndpoints } from './contract/inventory.ts'
import { allowed } from './inventory.fixture.ts'

let t: Awaited<ReturnType<typeof testApp>>
beforeAll(async () => {
  t = await testApp({ background: false })
})

const textual = new Set(['text', 'varchar', 'jsonb', 'json', '_text', 'uuid', 'bytea', 'inet', 'citext', 'bpchar', '_uuid'])
/** Columns of the database that nobody declared and nobody allowed. */
function undecided(columns: Map<string, string>, declared: Set<string>): string[] {
  const tables = new Set([...declared].map((k) => k.split('.')[0]!))
  return [...columns]
    .filter(([k, type]) => {
      const [table, column] = k.split('.') as [string, string]
      return (
        textual.has(type) &&
        !declared.has(k) &&
        !(`*.${column}` in allowed) &&
        !(k in allowed) &&
        !(`${table}.*` in allowed && !tables.has(table))
      )
    })
    .map(([k]) => k)
    .toSorted()
}

describe('what is held on people', () => {
  const declared = () => new Set(t.app.services.provided('personal').flatMap((x) => Object.keys(x.columns).map((c) => `${x.table}.${c}`)))

  test('every column that can hold personal data is declared, or allowed with a reason', () => {
    expect(declared().size).toBeGreaterThan(100)
    expect(undecided(t.app.services.db.columns, declared())).toEqual([])
  })
  test('the check finds a column that nobody decided on (canary)', () => {
    const columns = new Map(t.app.services.db.columns)
      .set('registration.passport', 'text')
      .set('guest_list.answers', 'jsonb')
      .set('room.size', 'int4')
    expect(undecided(columns, declared())).toEqual(['guest_list.answers', 'registration.passport'])
  })
  test('what is declared and allowed is there; nothing is both', () => {
    const { columns } = t.app.services.db
    expect([...declared()].filter((k) => !columns.has(k))).toEqual([])
    const named = Object.keys(allowed).filter((k) => !k.startsWith('*.') && !k.endsWith('.*'))
    expect(named.filter((k) => !columns.has(k))).toEqual([])
    expect(named.filter((k) => declared().has(k))).toEqual([])
    const tables = new Set([...columns.keys()].map((k) => k.split('.')[0]))
    expect(Object.keys(allowed).filter((k) => k.endsWith('.*') && !tables.has(k.slice(0, -2)))).toEqual([])
  })
  test('each declaration can be carried out: columns that find exist, what stays says why', () => {
    const { columns } = t.app.services.db
    for (const x of t.app.services.provided('personal')) {
      const used = [
        x.find.person,
        x.find.name,
        x.find.parent?.column,
        x.file,
        ...(x.find.email ?? []),
        ...(x.find.phone ?? []),
        ...(x.find.mention ?? []),
      ]
      expect([x.table, used.filter((c) => c && !columns.has(`${x.table}.${c}`))]).toEqual([x.table, []])
      if (x.find.record) expect([x.table, columns.has(`${x.table}.entity`) && columns.has(`${x.table}.entity_id`)]).toEqual([x.table, true])
      if (x.retention.from === 'created')
        expect([x.table, columns.has(`${x.table}.created_at`) || columns.has(`${x.table}.at`)]).toEqual([x.table, true])
      if (x.retention.from === 'eventEnd') expect([x.table, columns.has(`${x.table}.event_id`)]).toEqual([x.table, true])
      if (x.retention.from === 'lastContact') expect([x.table, columns.has(`${x.table}.updated_at`)]).toEqual([x.table, true])
      if (x.erase === 'keep') expect([x.table, Boolean(x.why?.zh && x.why.en)]).toEqual([x.table, true])
      if (x.retention.from === 'none') expect([x.table, Boolean(x.retention.note?.zh && x.retention.note.en)]).toEqual([x.table, true])
      else expect([x.table, Number.isInteger(x.retention.days)]).toEqual([x.table, true])
    }
  })
  test('the inventory is read and printed by owner and director, and by nobody else', async () => {
    const o = await t.organisation()
    const rows = (await t.call(o.key, inventoryEndpoints.list)).body.rows
    expect(rows.map((r) => r.table)).toEqual(t.app.services.provided('personal').map((x) => x.table))
    expect(rows.find((r) => r.table === 'registration')!.columns.find((c) => c.column === 'diet')).toEqual({
      column: 'diet',
      kind: 'special',
      label: { zh: '飲食', en: 'Diet' },
      erase: 'clear',
      why: { zh: '', en: '' },
    })
    for (const role of ['planner', 'staff', 'accountant', 'frontdesk', 'viewer'] as const) {
      const p = await t.person(o.organisationId, role)
      expect([role, (await t.call(p.headers, inventoryEndpoints.list)).status]).toEqual([role, 403])
    }
    const file = await t.call(o.key, inventoryEndpoints.file, { query: { format: 'xlsx' } })
    expect([file.status, Object.keys(unzipSync(file.body as Uint8Array)).includes('xl/workbook.xml')]).toEqual([200, true])
  })
})
