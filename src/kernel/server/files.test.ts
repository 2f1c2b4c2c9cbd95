import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { archiveFlaw } from './archive.ts'
import type { AppError } from './errors.ts'
import { saveFile } from './files.ts'

const t = await testApp()
let org: string
beforeAll(async () => void (org = (await t.organisation()).organisationId))
/** The kept type, or why the file was refused. */
const keep = (name: string, bytes: Uint8Array) =>
  t
    .run(org, (ctx) => saveFile(ctx, { name, bytes }))
    .then(
      (row) => row.mime as string,
      (e: AppError) => `${e.code} ${String(e.params?.reason ?? '')}`,
    )
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const docx = (more: Record<string, Uint8Array> = {}) =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    'word/document.xml': strToU8('<w:document/>'),
    ...more,
  })

test('plain archives, Office files and PDFs are kept', async () => {
  expect(await keep('a.zip', zipSync({ 'photos/1.txt': strToU8('hello') }))).toBe('application/zip')
  expect(await keep('a.docx', docx())).toBe('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
  expect(await keep('a.pdf', strToU8('%PDF-1.7\n%%EOF\n'))).toBe('application/pdf')
})

test('an archive that unpacks to far too much is refused without unpacking it', async () => {
  const bomb = zipSync({ 'a.txt': new Uint8Array(60 * 1024 * 1024) }, { level: 9 })
  expect(bomb.length).toBeLessThan(100_000)
  expect(await keep('a.zip', bomb)).toMatch(/^file\.refused .*unpacks to far too much/)
  expect(archiveFlaw(zipSync(Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`f${i}`, new Uint8Array(0)]))))).toMatch(
    /far too much/,
  )
})

test('paths out of the folder and macros are refused', async () => {
  for (const name of ['../evil.txt', 'a/../../evil.txt', '/etc/passwd', 'C:\\evil.txt'])
    expect(await keep('a.zip', zipSync({ [name]: strToU8('x') }))).toMatch(/unsafe path/)
  expect(await keep('a.docx', docx({ 'word/vbaProject.bin': strToU8('x') }))).toMatch(/macros/)
})

test('files that are two things at once are refused, pictures lose what was behind them', async () => {
  const page = strToU8('<html><script>alert(1)</script></html>')
  expect(await keep('a.pdf', join(page, strToU8('%PDF-1.7\n')))).toMatch(/^file\.refused/)
  expect(await keep('a.zip', join(page, zipSync({ a: strToU8('x') })))).toMatch(/^file\.refused/)
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const row = await t.run(org, (ctx) => saveFile(ctx, { name: 'a.png', bytes: join(png, page, zipSync({ a: strToU8('x') })) }))
  expect(row).toMatchObject({ mime: 'image/png', width: 2, height: 2 })
  expect(Number(row.size)).toBeLessThan(png.length + page.length)
})

test('drawings and pages with scripts are refused under any name', async () => {
  const svg = strToU8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  for (const name of ['a.svg', 'a.png', 'a', 'a.html']) expect(await keep(name, svg)).toMatch(/^file\.refused/)
  expect(await keep('a.html', strToU8('<!doctype html><script>alert(1)</script>'))).toMatch(/^file\.refused/)
  expect(await keep('a.js', strToU8('alert(1)'))).toMatch(/^file\.refused/)
  expect(await keep('broken.zip', strToU8('PK\u0003\u0004 and then nothing'))).toMatch(/^file\.refused/)
})
