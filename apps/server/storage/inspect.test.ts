import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { deflateRawSync, deflateSync } from 'node:zlib'
import { testApp } from '../../../tests/harness/app.ts'
import type { AppError } from '../../../src/kernel/server/errors.ts'
import { saveFile } from '../../../src/kernel/server/files.ts'
import { archiveFlaw } from './archive.ts'
import { scan } from './clamav.ts'
import { inspector } from './inspect.ts'

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
const docx = (more: Record<string, Uint8Array> = {}, level: 0 | 6 = 6) =>
  zipSync(
    {
      '[Content_Types].xml': strToU8(
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      ),
      'word/document.xml': strToU8('<w:document/>'),
      ...more,
    },
    { level },
  )

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

const text = (s: string) => strToU8(s)

test("archives inside archives: as deep as people do, not deeper, and their flaws are the outer one's", async () => {
  const wrap = (inner: Uint8Array, name = 'inner.zip') => zipSync({ [name]: inner }, { level: 0 })
  const plain = zipSync({ 'a.txt': text('hello') })
  expect(await keep('a.zip', wrap(plain))).toBe('application/zip')
  expect(await keep('a.zip', zipSync({ 'a.docx': docx(), 'b.docx': docx() }))).toBe('application/zip')
  expect(await keep('a.zip', wrap(wrap(wrap(plain))))).toMatch(/too deep/)
  const bomb = zipSync({ 'a.txt': new Uint8Array(60 * 1024 * 1024) }, { level: 9 })
  for (const packed of [0, 9] as const) expect(await keep('a.zip', zipSync({ 'x.dat': bomb }, { level: packed }))).toMatch(/far too much/)
  expect(await keep('a.zip', wrap(zipSync({ '../../evil': text('x') })))).toMatch(/unsafe path/)
  expect(await keep('a.zip', wrap(docx({ 'word/vbaProject.bin': text('x') }), 'a.docx'))).toMatch(/macros/)
})

test('an archive whose two directories differ, or with anything after it, is refused', async () => {
  const zip = Buffer.from(zipSync({ 'good.txt': text('x'), 'b.txt': text('y') }))
  const two = Buffer.from(zip)
  two.write('evil', two.indexOf('good.txt'))
  expect(await keep('a.zip', two)).toMatch(/unreadable archive/)
  expect(await keep('a.zip', join(zip, text('<script>alert(1)</script>')))).toMatch(/^file\.refused/)
  for (let i = 4; i < zip.length; i += 3) {
    const broken = Buffer.from(zip)
    broken[i]! ^= 0xff
    expect(typeof archiveFlaw(broken)).toBe('string')
  }
  for (let n = 0; n < zip.length; n += 5) expect([n, archiveFlaw(zip.subarray(0, n)) === '']).toEqual([n, false])
})

test('entity bombs in Office files, wherever they hide, and files with a password', async () => {
  const lol = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
  const document = '<w:document>&b;</w:document>'
  for (const xml of [
    `<?xml version="1.0"?>${lol}${document}`,
    `<?xml version="1.0"?>\n<!-- a --> \n${lol}${document}`,
    `<?xml version="1.0"?><!-- ${'x'.repeat(200_000)} -->${lol}${document}`,
    `\ufeff${lol}${document}`,
  ])
    expect(await keep('a.docx', docx({ 'word/document.xml': text(xml) }))).toMatch(/strange content/)
  // Empty deflate blocks in front of the bomb: a reader that stops early sees nothing at all.
  const packed = Buffer.concat([
    Buffer.concat(Array.from({ length: 300 }, () => Buffer.from([0, 0, 0, 0xff, 0xff]))),
    deflateRawSync(text(lol + document)),
  ])
  const office = Buffer.from(docx({ 'word/document.xml': new Uint8Array(packed.length) }, 0))
  const local = office.indexOf('word/document.xml', office.indexOf('PK\u0003\u0004', 100)) - 30
  const central = office.lastIndexOf('word/document.xml') - 46
  packed.copy(office, local + 47)
  for (const [at, method, size] of [
    [local, 8, 22],
    [central, 10, 24],
  ] as const) {
    office.writeUInt16LE(8, at + method)
    office.writeUInt32LE(lol.length + document.length, at + size)
  }
  expect(archiveFlaw(office, true)).toMatch(/strange content/)
  expect(await keep('a.docx', docx({ 'word/document.xml': text(`<?xml version="1.0"?><!-- fine --><w:document/>`) }))).toMatch(
    /wordprocessingml/,
  )
  const locked = Buffer.from(docx())
  for (let at = locked.indexOf('PK\u0001\u0002'); at >= 0; at = locked.indexOf('PK\u0001\u0002', at + 4)) locked[at + 8]! |= 1
  expect(await keep('a.docx', locked)).toMatch(/password/)
  // What Office makes of a file with a password: not a ZIP at all.
  const cfb = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)])
  for (const name of ['a.docx', 'a.doc', 'a.xls']) expect(await keep(name, cfb)).toMatch(/old or password-protected/)
})

test('a PDF that runs something is refused, also where it is spelt or packed away; bytes that only look so are not', async () => {
  const pdf = (...parts: (string | Buffer)[]) =>
    Buffer.concat([Buffer.from('%PDF-1.7\n'), ...parts.map((p) => Buffer.from(p as string)), Buffer.from('\n%%EOF\n')])
  const stream = (dictionary: string, body: Buffer) =>
    Buffer.concat([
      Buffer.from(`5 0 obj\n<< ${dictionary} /Length ${body.length} >>\nstream\n`),
      body,
      Buffer.from('\nendstream\nendobj\n'),
    ])
  const objects = Buffer.from('7 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>')
  for (const bad of [
    pdf('1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> endobj'),
    pdf('1 0 obj << /S /#4aavaScript /#4A#53 (x) >> endobj'),
    pdf('1 0 obj << /S /Launch /F (cmd.exe) >> endobj'),
    pdf(stream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', deflateSync(objects))),
    pdf(stream('/Type /Obj#53tm /Filter /FlateDecode', deflateSync(objects))),
    pdf(stream('/Type /ObjStm', objects)),
    pdf(stream('/Length 3', Buffer.from('abc')), '9 0 obj << /S /Launch >> endobj'),
    pdf('1 0 obj << /JS 3 0 R >> stream of no end'),
  ])
    expect(await keep('a.pdf', bad)).toMatch(/runs a script or a program/)
  expect(await keep('a.pdf', pdf(stream('/Type /ObjStm /Filter /FlateDecode', deflateSync(Buffer.alloc(80 * 1024 * 1024)))))).toMatch(
    /far too much/,
  )
  for (const good of [
    pdf('1 0 obj << /Type /Catalog /Pages 2 0 R /JSON 1 /JavaScripted true >> endobj'),
    pdf(stream('/Filter /DCTDecode', Buffer.from('bytes /JS /Launch bytes'))),
    pdf(stream('/Type /ObjStm /Filter /FlateDecode', Buffer.from('not packed at all'))),
  ])
    expect(await keep('a.pdf', good)).toBe('application/pdf')
})

test('pages that call themselves text are refused; texts about pages are not', async () => {
  for (const name of ['a.txt', 'a.csv', 'a.md', 'a.json', 'a.ics'])
    for (const page of [
      '<html><script>alert(1)</script>',
      ' \n<!-- x --><script>1</script>',
      '<!DOCTYPE html>',
      '<svg onload=alert(1)>',
      '\ufeff<iframe src=//x>',
      '<Html>',
    ])
      expect([name, page, (await keep(name, text(page))).slice(0, 12)]).toEqual([name, page, 'file.refused'])
  expect(await keep('a.xml', text('<a><!DOCTYPE x [<!ENTITY e "e">]></a>'))).toMatch(/^file\.refused/)
  expect(await keep('a.csv', text('欄位,備註\n1,<b>粗體</b>'))).toBe('text/csv')
  expect(await keep('a.md', text('# 標題\n\n`<script>` 的寫法'))).toBe('text/plain')
  expect(await keep('a.txt', Buffer.from('ff fe', 'latin1'))).toBe('text/plain')
})

test('a picture that says it is enormous is refused before it is painted', async () => {
  const png = await sharp({ create: { width: 3, height: 3, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const huge = Buffer.from(png)
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  expect(await keep('a.png', huge)).toMatch(/unreadable image/)
  const wide = await sharp({ create: { width: 16_000, height: 4000, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  expect(await keep('a.png', wide)).toMatch(/unreadable image/)
}, 60_000)

test('a virus scanner, where there is one, is asked about every file and has to answer', async () => {
  const eicar = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'
  let mood: 'works' | 'silent' | 'limit' | 'drops' = 'works'
  const clamd = createServer((socket) => {
    let got = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk as Buffer])
      if (mood === 'drops') return void socket.destroy()
      // The command, then parts with their length, then a length of zero.
      let at = 10
      const parts: Buffer[] = []
      for (;;) {
        if (got.length < at + 4) return
        const n = got.readUInt32BE(at)
        if (n === 0) break
        if (got.length < at + 4 + n) return
        parts.push(got.subarray(at + 4, at + 4 + n))
        at += 4 + n
      }
      if (got.toString('utf8', 0, 10) !== 'zINSTREAM\0' || mood === 'silent') return
      const found = Buffer.concat(parts).includes(eicar)
      socket.end(mood === 'limit' ? 'INSTREAM size limit exceeded. ERROR\0' : found ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0')
    })
  })
  await new Promise<void>((up) => clamd.listen(0, '127.0.0.1', up))
  const at = { host: '127.0.0.1', port: (clamd.address() as AddressInfo).port }
  const ask = (s: string) => inspector(at)({ mime: 'text/plain', bytes: text(s) }).catch((e: AppError) => e.code)
  expect([await ask('harmless'), await ask(`x${'y'.repeat(200_000)}${eicar}`)]).toEqual([
    '',
    '掃毒軟體發現 Eicar-Signature / the virus scanner found Eicar-Signature',
  ])
  expect(await ask('<html>')).toMatch(/a page, not a text/)
  const said = async (m: typeof mood) => {
    mood = m
    return scan(at, text('x'), 200).catch((e: AppError) => e.code)
  }
  expect([await said('silent'), await said('limit'), await said('drops')]).toEqual(Array.from({ length: 3 }, () => 'file.scan_unavailable'))
  clamd.close()
  expect(await scan({ host: '127.0.0.1', port: 1 }, text('x')).catch((e: AppError) => e.code)).toBe('file.scan_unavailable')
})
