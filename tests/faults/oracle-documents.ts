import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { count, grouped, type Look } from './oracle.ts'
import { LISTS, PLAN } from './workload.ts'

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Records that several people change by version: no acknowledged change is lost, and no version that nobody made is there. */
function checkVersions(
  look: Look,
  what: string,
  o: { kind: string; of: (n: any) => boolean; first: number; version: number; content: string; token: (n: any) => string },
) {
  const ops = look.history.filter((x) => x.kind === o.kind && o.of(x.note))
  const sure = ops.filter((x) => x.outcome === 'acknowledged')
  const unsure = ops.filter((x) => x.outcome === 'unknown')
  const made = o.version - o.first
  if (made < sure.length || made > sure.length + unsure.length)
    look.say('edits', `${what} is at version ${o.version} after ${sure.length} acknowledged and ${unsure.length} unanswered changes`)
  const versions = sure.map((x) => x.answer.version as number)
  if (new Set(versions).size !== versions.length) look.say('edits', `${what}: two changes were told one version`)
  const last = sure.toSorted((a, b) => b.answer.version - a.answer.version)[0]
  const stands = last && last.answer.version === o.version ? [o.token(last.note)] : unsure.map((x) => o.token(x.note))
  if (made > 0 && !stands.includes(o.content)) look.say('edits', `${what} holds ${o.content}, not ${stands.join(' or ')}`)
}

async function checkEdits(look: Look) {
  const { stage, world } = look
  const path = `/api/events/${stage.eventId}`
  for (const id of stage.rooms) {
    const row = (await look.read(`${path}/rooms/${id}`)).body
    checkVersions(look, row.name.zh, {
      kind: 'room',
      of: (n) => n.id === id,
      first: 1,
      version: row.version,
      content: row.place,
      token: (n) => n.place,
    })
    const entries = await world.sql(
      "select count(*)::int as n from audit_entry where entity = 'room' and entity_id = $1 and action = 'update'",
      [id],
    )
    if (entries[0].n !== row.version - 1) look.say('audit', `${row.name.zh} is at version ${row.version} with ${entries[0].n} entries`)
  }
  const { sections } = (await look.read(`${path}/deliverables/${PLAN}?lang=zh-TW`)).body
  for (const section of stage.sections) {
    const text = sections.find((s: { key: string }) => s.key === section).texts['zh-TW']
    checkVersions(look, section, {
      kind: 'section',
      of: (n) => n.section === section,
      first: 0,
      version: text.version,
      content: text.content?.content[0].content[0].text ?? '',
      token: (n) => n.text,
    })
  }
}

async function checkImports(look: Look) {
  const { world, history, say } = look
  const ops = history.filter((o) => o.kind === 'import')
  const rows = await world.sql<{ mark: string; n: number; titles: number; linked: number }>(`
    select split_part(s.title->>'en', ' #', 1) || split_part(s.title->>'zh', ' #', 1) as mark, count(*)::int as n,
      count(distinct s.title)::int as titles,
      count(*) filter (where exists (select 1 from session_speaker x where x.session_id = s.id))::int as linked
    from session s group by 1`)
  const found = new Map(rows.map((r) => [r.mark, r]))
  for (const op of ops) {
    const r = found.get(op.note.name)
    count(look, `import ${op.note.name}`, r ? 1 : 0, [op])
    if (r && (r.n !== op.note.sessions || r.titles !== r.n || r.linked !== r.n))
      say('whole', `import ${op.note.name}: ${r.n} sessions (${r.titles} titles, ${r.linked} with speakers) of ${op.note.sessions}`)
  }
  for (const r of rows) if (!ops.some((o) => o.note.name === r.mark)) say('refused', `sessions of no import: ${r.mark}`)
}

async function checkIssues(look: Look) {
  const { stage, history, say, world } = look
  const path = `/api/events/${stage.eventId}`
  for (const key of LISTS) {
    const issues = (await look.read(`${path}/deliverables/${key}?lang=zh-TW`)).body.issues as any[]
    const ops = history.filter((o) => o.kind === 'issue' && o.note.key === key)
    const byNote = grouped(issues, (i) => i.note as string)
    for (const op of ops) {
      count(look, `issue ${op.note.note} of ${key}`, byNote.get(op.note.note)?.length ?? 0, [op])
      const kept = byNote.get(op.note.note)?.[0]
      if (
        op.outcome === 'acknowledged' &&
        kept &&
        (kept.number !== op.answer.number || JSON.stringify(kept.files) !== JSON.stringify(op.answer.files))
      )
        say('acknowledged', `issue ${op.note.note} of ${key} was told ${op.answer.number}, kept is ${kept.number}`)
    }
    for (const i of issues) if (!ops.some((o) => o.note.note === i.note)) say('refused', `nobody issued ${i.note}`)
    const numbers = issues.map((i) => i.number as number).toSorted((a, b) => a - b)
    if (numbers.some((n, i) => n !== i + 1)) say('numbers', `${key} is numbered ${numbers.join(' ')}`)
    for (const i of issues)
      for (const f of i.files) {
        const r = await look.read(`${path}/issues/${i.id}/file?format=${f.format}`)
        const [row] = await world.sql('select sha256 from file where id = $1', [f.fileId])
        if (r.status !== 200 || r.bytes.length !== f.size || sha(r.bytes) !== row?.sha256)
          say('files', `${f.name}: ${r.status}, ${r.bytes.length} bytes of ${f.size}`)
      }
  }
}

async function checkFiles(look: Look) {
  const { stage, history, say, world } = look
  const path = `/api/events/${stage.eventId}/files`
  const ops = history.filter((o) => o.kind === 'upload')
  const listed = grouped(await world.sql<{ id: string; name: string }>("select id, name from file where name like '%.txt'"), (f) => f.name)
  for (const op of ops) {
    const rows = listed.get(op.note.name) ?? []
    count(look, `file ${op.note.name}`, rows.length, [op])
    for (const f of rows) {
      const r = await look.read(`${path}/${f.id}`)
      if (r.status !== 200 || !r.bytes.equals(op.body as Buffer)) say('files', `${f.name} reads ${r.status}, ${r.bytes.length} bytes`)
    }
  }
  for (const f of await world.sql('select name, sha256, organisation_id as o from file'))
    if (
      !existsSync(join(world.files, f.o, f.sha256.slice(0, 2), f.sha256)) ||
      sha(readFileSync(join(world.files, f.o, f.sha256.slice(0, 2), f.sha256))) !== f.sha256
    )
      say('files', `${f.name} is not on the disk as it was kept`)
  const halves = (readdirSync(world.files, { recursive: true }) as string[]).filter((name) => /\/[0-9a-f]{64}\./.test(name))
  if (halves.length > world.counts.kills) say('files', `${halves.length} half-written files are left after ${world.counts.kills} kills`)
}

async function checkComments(look: Look) {
  const rows = grouped(await look.world.sql<{ body: string }>('select body from comment'), (r) => r.body)
  const ops = look.history.filter((o) => o.kind === 'comment')
  for (const op of ops) count(look, `comment ${op.note.body}`, rows.get(op.note.body)?.length ?? 0, [op])
}

/** Edits, imports, issued versions, uploads and comments. */
export async function checkDocuments(look: Look) {
  await checkEdits(look)
  await checkImports(look)
  await checkIssues(look)
  await checkFiles(look)
  await checkComments(look)
}
