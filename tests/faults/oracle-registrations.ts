import type { Operation } from './client.ts'
import { count, grouped, type Look } from './oracle.ts'

type Row = { id: string; code: string; name: string; number: number; status: string; ticketTypeId: string; price: number }

async function all(look: Look): Promise<Row[]> {
  const rows: Row[] = []
  for (let next: string | null = null; ;) {
    const after: string = next ? `&after=${encodeURIComponent(next)}` : ''
    const page: any = (await look.read(`/api/events/${look.stage.eventId}/registrations?limit=200&sort=number${after}`)).body
    rows.push(...page.rows)
    next = page.next
    if (!next) return rows
  }
}

/** Every registration that was told to somebody, once; the stock, the numbers and the money agree with them. */
export async function checkRegistrations(look: Look) {
  const { history, stage, world, say } = look
  const rows = await all(look)
  const byName = grouped(rows, (r) => r.name)
  const making = history.filter((o) => ['register', 'desk', 'keyless', 'twin', 'paste'].includes(o.kind))
  const asked = grouped(
    making.flatMap((op) => op.note.people.map((p: { name: string }) => ({ name: p.name, op }))) as { name: string; op: Operation }[],
    (x) => x.name,
  )
  for (const [name, list] of asked)
    count(
      look,
      name,
      byName.get(name)?.length ?? 0,
      list.map((x) => x.op),
    )
  for (const name of byName.keys()) if (!asked.has(name)) say('refused', `nobody asked for ${name}`)
  for (const op of making.filter((o) => o.outcome === 'acknowledged'))
    for (const told of op.kind === 'paste' ? op.answer.rows : [op.answer]) {
      const kept = rows.find((r) => r.id === told.id)
      if (kept?.code !== told.code || kept?.name !== told.name)
        say('acknowledged', `${told.name} was told ${told.code}, kept is ${kept?.code}`)
    }
  for (const op of making.filter((o) => o.kind === 'paste')) {
    const there = op.note.people.filter((p: { name: string }) => byName.has(p.name)).length
    if (there !== 0 && there !== op.note.people.length) say('whole', `${there} of ${op.note.people.length} pasted rows are there`)
  }

  checkChanges(look, rows)
  const numbers = rows.map((r) => r.number).toSorted((a, b) => a - b)
  if (numbers.some((n, i) => n !== i + 1)) say('numbers', `registrations are numbered ${numbers.join(' ').slice(0, 400)}`)
  const types = (await look.read(`/api/events/${stage.eventId}/ticket-types?limit=50`)).body.rows
  for (const t of types) {
    const confirmed = rows.filter((r) => r.status === 'confirmed' && r.ticketTypeId === t.id).length
    if (t.sold !== confirmed) say('sums', `${t.name.zh}: ${t.sold} sold, ${confirmed} confirmed`)
    if (t.quota !== null && confirmed > t.quota) say('sums', `${t.name.zh}: ${confirmed} confirmed of ${t.quota}`)
  }
  const summary = (await look.read(`/api/events/${stage.eventId}/registrations/summary`)).body
  const confirmed = rows.filter((r) => r.status === 'confirmed')
  const revenue = confirmed.reduce((sum, r) => sum + stage.tickets.find((t) => t.id === r.ticketTypeId)!.price, 0)
  if (summary.revenue !== revenue || summary.confirmed !== confirmed.length)
    say('sums', `the summary says ${summary.confirmed} and ${summary.revenue}, the list ${confirmed.length} and ${revenue}`)
  await checkArrivals(look, new Set(rows.map((r) => r.id)))
  const gone = await world.sql('select count(*)::int as n from registration')
  if (gone[0].n !== rows.length) say('sums', `${gone[0].n} registrations in the database, ${rows.length} on the list`)
}

/** Each registration stands as its last acknowledged change left it, or as one without an answer would. */
function checkChanges({ history, say }: Look, rows: Row[]) {
  const changes = grouped(
    history.filter((o) => ['cancel', 'reinstate', 'move'].includes(o.kind)),
    (o) => o.note.registrationId as string,
  )
  for (const [id, ops] of changes) {
    const row = rows.find((r) => r.id === id)
    if (!row) continue
    const last = ops.findLast((o) => o.outcome === 'acknowledged')
    const open = ops.slice(last ? ops.indexOf(last) + 1 : 0).some((o) => o.outcome === 'unknown')
    if (!last || open) continue
    if (row.status !== last.answer.status || row.ticketTypeId !== last.answer.ticketTypeId)
      say('edits', `${row.name}: ${last.kind} was acknowledged, but it is ${row.status}`)
  }
}

/** Arrivals: each `ok` that a desk was told is there once and stands, unless it was taken back. */
async function checkArrivals({ world, history, say }: Look, known: Set<string>) {
  const rows = await world.sql<{ id: string; registration_id: string; day: string; undone: boolean }>(
    'select id, registration_id, day::text as day, undone_at is not null as undone from checkin',
  )
  const byId = new Map(rows.map((r) => [r.id, r]))
  const scans = history.filter((o) => o.kind === 'checkIn')
  const undos = grouped(
    history.filter((o) => o.kind === 'undo'),
    (o) => o.note.id as string,
  )
  const asked = new Set<string>()
  for (const op of scans) {
    for (const s of (op.body as { scans: { id: string }[] }).scans) {
      asked.add(s.id)
      const result = op.outcome === 'acknowledged' ? op.answer.results.find((r: { id: string }) => r.id === s.id) : null
      const row = byId.get(s.id)
      if (op.outcome === 'refused' && row) say('refused', `scan ${s.id} was refused (${op.code}), but is there`)
      if (result?.outcome === 'ok' && !row) say('acknowledged', `scan ${s.id} was let in, but is not there`)
      if (result && result.outcome !== 'ok' && row && !row.undone) say('refused', `scan ${s.id} was told ${result.outcome}, but is there`)
    }
  }
  for (const row of rows) {
    if (!asked.has(row.id)) say('refused', `nobody scanned ${row.id}`)
    if (!known.has(row.registration_id)) say('sums', `arrival of nobody: ${row.registration_id}`)
    const tries = undos.get(row.id) ?? []
    if (row.undone && !tries.some((o) => o.outcome !== 'refused')) say('refused', `arrival ${row.id} was taken back by nobody`)
    if (!row.undone && tries.some((o) => o.outcome === 'acknowledged')) say('acknowledged', `arrival ${row.id} was taken back, but stands`)
  }
  for (const [who, list] of grouped(
    rows.filter((r) => !r.undone),
    (r) => `${r.registration_id} ${r.day}`,
  ))
    if (list.length > 1) say('acknowledged', `${who}: ${list.length} arrivals on one day`)
}
