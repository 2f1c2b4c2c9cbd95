import { parentPort, workerData } from 'node:worker_threads'
import { unzipSync, zipSync } from 'fflate'
import Papa from 'papaparse'
import { readSheet } from 'read-excel-file/node'
import { importLimits } from '../contract/import.ts'
import type { SheetReply } from './sheet.ts'

// A workbook's parts unpacked: far above any honest list of 100,000 rows, far below what hurts.
const UNPACKED_LIMIT = 300 * 1024 * 1024
const needed =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/i

class Refused extends Error {
  readonly why: Extract<SheetReply, { error: string }>['error']
  constructor(why: Extract<SheetReply, { error: string }>['error']) {
    super(why)
    this.why = why
  }
}

const attempt = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
/** Byte-order mark; else UTF-16 by its zeros; else UTF-8, else Big5 (what Excel in Taiwan saves as CSV). */
function decode(bytes: Uint8Array): { text: string; encoding: string } {
  const [a, b] = bytes
  const probe = bytes.subarray(0, 4000)
  const zeros = [0, 0]
  probe.forEach((x, i) => void (x === 0 && zeros[i % 2]!++))
  const wide =
    a === 0xff && b === 0xfe
      ? 'utf-16le'
      : a === 0xfe && b === 0xff
        ? 'utf-16be'
        : zeros[1]! > probe.length / 20 && !zeros[0]
          ? 'utf-16le'
          : zeros[0]! > probe.length / 20 && !zeros[1]
            ? 'utf-16be'
            : null
  for (const encoding of wide ? [wide] : ['utf-8', 'big5']) {
    const text = attempt(bytes, encoding)
    if (text !== null && !text.includes('\0')) return { text: text.replace(/^\ufeff/, ''), encoding }
  }
  throw new Refused('encoding')
}

function fromCsv(bytes: Uint8Array): SheetReply {
  const { text, encoding } = decode(bytes)
  // Markup and programs are no tables, whatever their name says.
  if (/^\s*(<\?xml|<!doctype|<html|\{\\rtf|%PDF)/i.test(text)) throw new Refused('type')
  const { data } = Papa.parse<string[]>(text, {
    skipEmptyLines: 'greedy',
    preview: importLimits.rows + 20,
    delimitersToGuess: [',', '\t', ';', '|'],
  })
  return { rows: data, encoding }
}

const cellText = (v: unknown): string =>
  v === null || v === undefined
    ? ''
    : v instanceof Date
      ? v.toISOString().slice(0, 10)
      : typeof v === 'boolean'
        ? v
          ? 'true'
          : 'false'
        : String(v)

async function fromXlsx(bytes: Uint8Array): Promise<SheetReply> {
  let total = 0
  const parts = unzipSync(bytes, {
    filter: (f) => {
      if (!needed.test(f.name)) return false
      total += f.originalSize
      if (total > UNPACKED_LIMIT) throw new Refused('complex')
      return true
    },
  })
  if (!parts['xl/workbook.xml']) throw new Refused('type')
  // Entities are how small XML grows without end; a real workbook declares none.
  for (const part of Object.values(parts))
    if (/<!(DOCTYPE|ENTITY)/i.test(new TextDecoder('latin1').decode(part.subarray(0, 2000)))) throw new Refused('damaged')
  const clean = zipSync(parts, { level: 0 })
  const data = await readSheet(Buffer.from(clean))
  return { rows: data.map((row) => row.map(cellText)), encoding: 'xlsx' }
}

async function read(bytes: Uint8Array): Promise<SheetReply> {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b
  // Compound files are the old .xls, and workbooks locked with a password.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new Refused('type')
  const sheet = await (zip ? fromXlsx(bytes) : fromCsv(bytes))
  if ('error' in sheet) return sheet
  while (sheet.rows.length && sheet.rows.at(-1)!.every((c) => c.trim() === '')) sheet.rows.pop()
  if (sheet.rows.length > importLimits.rows + 10) throw new Refused('rows')
  if (sheet.rows.some((r) => r.length > importLimits.columns && r.slice(importLimits.columns).some((c) => c.trim() !== '')))
    throw new Refused('columns')
  if (!sheet.rows.length) throw new Refused('empty')
  return { ...sheet, rows: sheet.rows.map((r) => r.slice(0, importLimits.columns)) }
}

const answer = await read(workerData as Uint8Array).catch((e: unknown): SheetReply => ({ error: e instanceof Refused ? e.why : 'damaged' }))
parentPort!.postMessage(answer)
