import { createHash } from 'node:crypto'
import type { Endpoint } from '../../../kernel/contract/endpoint.ts'
import type { Change } from '../../../kernel/server/audit.ts'
import { schemaOf } from './catalogue.ts'

type Row = Record<string, unknown>
export const isRow = (v: unknown): v is Row => typeof v === 'object' && v !== null && !Array.isArray(v)

const sorted = (v: unknown): unknown =>
  Array.isArray(v)
    ? v.map(sorted)
    : isRow(v)
      ? Object.fromEntries(
          Object.keys(v)
            .toSorted()
            .map((k) => [k, sorted(v[k])]),
        )
      : v
/** A fingerprint of a record as somebody sees it, but for what they may do with it. */
export function fingerprint(row: unknown): string {
  const { can: _, ...rest } = isRow(row) ? row : { row }
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('hex')
}

const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a ?? null)) === JSON.stringify(sorted(b ?? null))

/** What a change makes of a record, field by field with labels; of a removal, what goes. */
export function changesOf(e: Endpoint, base: unknown, body: unknown): Change[] {
  const before = isRow(base) ? base : {}
  const wanted = isRow(body) ? body : {}
  const labels = e.labels ?? {}
  const change = (field: string, from: unknown, to: unknown) => ({
    field,
    label: labels[field] ?? (null as never),
    from: from ?? null,
    to: to ?? null,
  })
  if (e.method === 'DELETE')
    return Object.keys(labels)
      .filter((k) => before[k] !== undefined && before[k] !== null && before[k] !== '')
      .map((k) => change(k, before[k], null))
  return Object.entries(wanted)
    .filter(([k, v]) => k !== 'version' && v !== undefined && !(k in before && same(before[k], v)))
    .map(([k, v]) => change(k, before[k], v))
}

/** A record's name as people know it. */
export function titleOf(...rows: unknown[]): string {
  for (const row of rows) {
    if (!isRow(row)) continue
    const t = row.title ?? row.name ?? row.label ?? row.subject
    const text = typeof t === 'string' ? t : isRow(t) ? t.zh || t.en : ''
    if (typeof text === 'string' && text !== '') return text.slice(0, 200)
  }
  return ''
}

/** The body with the version that the assistant saw, where the endpoint asks for one and none was given. */
export function withVersion(e: Endpoint, body: unknown, base: unknown): unknown {
  if (!isRow(body) || 'version' in body || !isRow(base) || typeof base.version !== 'number') return body
  return 'version' in (schemaOf(e.body).properties ?? {}) ? { ...body, version: base.version } : body
}
