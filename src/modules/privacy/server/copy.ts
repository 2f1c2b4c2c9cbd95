import { setImmediate } from 'node:timers/promises'
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { sql } from 'kysely'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type FileBytes, fileReader } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { basisNames } from '../contract/personal.ts'
import { type Hit, tablesOf } from './locate.ts'
import type { PersonalTable } from './provides.ts'

type Value = string | number | boolean | null | object
type Part = { table: PersonalTable; columns: string[]; rows: Record<string, Value>[] }
export type Copy = { code: string; name: string; madeAt: string; organisation: string; parts: Part[]; files: (() => Promise<FileBytes>)[] }

const always = ['id', 'event_id', 'created_at'] as const
/** Reads in the ctx's transaction all that the ZIP says; its files are only found here and read afterwards. */
export async function readCopy(ctx: Ctx, services: Services, hits: readonly Hit[], of: { code: string; name: string }): Promise<Copy> {
  const parts: Part[] = []
  const files: Copy['files'] = []
  for (const t of tablesOf(services)) {
    const ids = hits.filter((h) => h.table === t.table).map((h) => h.id)
    if (!ids.length) continue
    const columns = [
      ...always.filter((c) => ctx.columns.has(`${t.table}.${c}`)),
      ...Object.keys(t.columns).filter((c) => !t.notInCopy?.includes(c)),
      ...Object.keys(t.alsoInCopy ?? {}),
    ]
    // As one JSON value: the pool would turn the names of the columns into ours.
    const { rows } = await sql<{ row: Record<string, Value> }>`
      select to_jsonb(x) as row from (select ${sql.join(columns.map((c) => sql`t.${sql.ref(c)}`))} from ${sql.table(t.table)} t
      where t.organisation_id = ${ctx.orgId} and t.id = any(${ids}::uuid[]) order by t.id) x`.execute(ctx.tx)
    parts.push({
      table: t,
      columns,
      rows: rows.map(({ row }) =>
        Object.fromEntries(Object.entries(row).map(([k, v]) => [k, t.open?.[k] ? (t.open[k](ctx, String(v ?? '')) ?? '?') : v])),
      ),
    })
    const portraits = t.file ? rows.flatMap(({ row }) => (typeof row[t.file!] === 'string' ? [row[t.file!] as string] : [])) : []
    for (const id of t.table === 'file' ? ids : portraits) {
      const read = await fileReader(ctx, id).catch((e: AppError) => (e.code === 'record.not_found' ? null : Promise.reject(e)))
      if (read) files.push(read)
    }
  }
  const o = await ctx.tx.selectFrom('organisation').select('name').where('organisationId', '=', ctx.orgId).executeTakeFirstOrThrow()
  return { ...of, madeAt: ctx.now, organisation: o.name, parts, files }
}

const both = (l: Localized) => (l.zh === l.en ? l.zh : `${l.zh} ${l.en}`)
const head: Record<string, Localized> = {
  id: { zh: '編號', en: 'Id' },
  event_id: { zh: '活動編號', en: 'Event id' },
  created_at: { zh: '建立時間', en: 'Created' },
}
const headOf = (t: PersonalTable, c: string): Localized => {
  const own = t.columns[c]
  const also = t.alsoInCopy?.[c]
  return own ? { zh: own[1], en: own[2] } : also ? { zh: also[0], en: also[1] } : head[c]!
}
const flat = (v: Value | undefined): string => (v === null || v === undefined ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v))
const cell = (v: string) => `"${(/^\s*[=+\-@\t\r＝＋－＠]/.test(v) ? `'${v}` : v).replaceAll('"', '""')}"`
const esc = (v: string) => v.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const csv = (p: Part) =>
  `\uFEFF${[p.columns.map((c) => both(headOf(p.table, c))), ...p.rows.map((r) => p.columns.map((c) => flat(r[c])))].map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`

const page = (c: Copy) => `<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${esc(c.code)} 個人資料複製本 Copy of personal data</title>
<style>body{font:16px/1.7 "Noto Sans TC","PingFang TC","Microsoft JhengHei",sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1f2328}h2{margin-top:2.5rem}dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:0 1rem;border-top:1px solid #ddd;padding:.6rem 0;margin:0}dt{color:#636870}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}p.k{color:#636870;margin:.2rem 0 1rem}</style>
<h1>個人資料複製本 Copy of personal data</h1>
<p>${esc(c.organisation)}　${esc(c.code)}　${esc(c.name)}　${esc(c.madeAt)}</p>
${c.parts
  .map(
    (p) =>
      `<h2>${esc(both(p.table.label))}</h2><p class="k">${esc(both(p.table.purpose))}　${esc(both(basisNames[p.table.basis]))}</p>${p.rows
        .map(
          (r) =>
            `<dl>${p.columns
              .map((k) => [k, flat(r[k])] as const)
              .filter(([, v]) => v !== '')
              .map(([k, v]) => `<dt>${esc(both(headOf(p.table, k)))}</dt><dd>${esc(v)}</dd>`)
              .join('')}</dl>`,
        )
        .join('')}`,
  )
  .join('\n')}
</html>`

const json = (c: Copy) => ({
  code: c.code,
  name: c.name,
  organisation: c.organisation,
  madeAt: c.madeAt,
  tables: c.parts.map((p) => ({
    table: p.table.table,
    label: p.table.label,
    subjects: p.table.subjects,
    purpose: p.table.purpose,
    basis: basisNames[p.table.basis],
    columns: Object.fromEntries(p.columns.map((k) => [k, headOf(p.table, k)])),
    rows: p.rows,
  })),
})

const readme = (c: Copy) => `\uFEFF${c.organisation}　個人資料複製本 Copy of personal data　${c.code}
${c.madeAt}

資料.html      用瀏覽器看。Read it in a browser.
data.json      給程式讀的完整內容。Everything, for programs.
csv/           一類一個檔，可用試算表開啟。One file a kind, for spreadsheets.
files/         隨資料保存的檔案。Files kept with the data.

您可以請我們更正、停止利用或刪除（個資法 §3）。
You may ask us to correct, to stop using or to erase these data.
`

/** The ZIP, made outside any transaction; a file that the store has lost is named inside, not left out in silence. */
export async function packCopy(c: Copy): Promise<Uint8Array> {
  const out: Uint8Array[] = []
  const zip = new Zip((error, part) => {
    if (error) throw error
    out.push(part)
  })
  const add = async (name: string, bytes: Uint8Array, squeeze: boolean) => {
    const entry = squeeze ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name)
    zip.add(entry)
    entry.push(bytes, true)
    // Others get their turn between two large files.
    await setImmediate()
  }
  const lost: string[] = []
  await add('說明 README.txt', strToU8(readme(c)), true)
  await add('資料.html', strToU8(page(c)), true)
  await add('data.json', strToU8(JSON.stringify(json(c), null, 2)), true)
  for (const p of c.parts) await add(`csv/${p.table.label.zh.replaceAll(/[\\/:*?"<>|]/g, '')}_${p.table.table}.csv`, strToU8(csv(p)), true)
  for (const [i, read] of c.files.entries()) {
    try {
      const f = await read()
      await add(`files/${String(i + 1).padStart(3, '0')}-${f.name.replaceAll(/[\\/:*?"<>|]/g, '_')}`, f.bytes, false)
    } catch (e) {
      if (!(e instanceof AppError)) throw e
      lost.push(`${i + 1}: ${e.code}`)
    }
  }
  if (lost.length) await add('files/未能讀出 unreadable.txt', strToU8(lost.join('\r\n')), true)
  zip.end()
  return new Uint8Array(Buffer.concat(out))
}
