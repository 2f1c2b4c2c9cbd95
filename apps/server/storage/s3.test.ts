import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { storageVerdict } from './probe.ts'
import { type Bucket, keysOf, refusalOf, s3Bucket } from './s3.fixture.ts'
import { s3Store } from './s3.ts'

const bucket = await s3Bucket()
const quick = { attempt: 300, all: 2000, pause: 5, rest: 0 }
beforeEach(() => {
  bucket.fate = () => 'pass'
  bucket.seen.length = 0
})
const store = (more: object = {}, time: object = quick) => s3Store({ ...bucket.settings, ...more }, time)

test('what is put comes back byte by byte, is listed by prefix, and goes', async () => {
  const s = store({ prefix: 'one/' })
  const other = store({ prefix: 'two/' })
  const bytes = randomBytes(3_000_000)
  await s.put('a/b', bytes)
  await s.put('a/empty', new Uint8Array())
  await other.put('a/b', Buffer.from('other'))
  expect((await s.get('a/b'))!.equals(bytes)).toBe(true)
  expect((await s.get('a/empty'))!.length).toBe(0)
  expect([await s.has('a/b'), await s.has('a/c'), await s.get('a/c')]).toEqual([true, false, null])
  expect([await keysOf(s.list()), await keysOf(s.list('a/e')), await keysOf(other.list())]).toEqual([
    ['a/b', 'a/empty'],
    ['a/empty'],
    ['a/b'],
  ])
  await s.put('a/b', Buffer.from('new'))
  await s.remove('a/empty')
  await s.remove('a/never')
  expect([(await s.get('a/b'))!.toString(), await keysOf(s.list()), (await other.get('a/b'))!.toString()]).toEqual([
    'new',
    ['a/b'],
    'other',
  ])
})

test('a list of more than one page is whole', async () => {
  const s = store({ prefix: 'many/' })
  const keys = Array.from({ length: 1005 }, (_, i) => `k${String(i).padStart(4, '0')}`)
  for (let i = 0; i < keys.length; i += 10) await Promise.all(keys.slice(i, i + 10).map((k) => s.put(k, Buffer.from(k))))
  bucket.seen.length = 0
  expect(await keysOf(s.list())).toEqual(keys)
  expect(bucket.seen).toHaveLength(2)
}, 60_000)

test('wrong keys and buckets are told apart from missing files, and nothing is tried twice', async () => {
  await store().put('x', Buffer.from('x'))
  const codes = async (more: object) => {
    bucket.seen.length = 0
    const s = store(more)
    const said = [await refusalOf(s.get('x')), await refusalOf(s.put('x', Buffer.from('y'))), await refusalOf(keysOf(s.list()))]
    return [...said, bucket.seen.length]
  }
  expect(await codes({ secret: 'wrong' })).toEqual(['SignatureDoesNotMatch', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch', 3])
  expect(await codes({ key: 'nobody' })).toEqual(['InvalidAccessKeyId', 'InvalidAccessKeyId', 'InvalidAccessKeyId', 3])
  expect(await codes({ bucket: 'elsewhere' })).toEqual(['NoSuchBucket', 'NoSuchBucket', 'NoSuchBucket', 3])
  expect((await store().get('x'))!.toString()).toBe('x')
})

test('what may pass is tried again: refusals for a while, cut lines, no answer', async () => {
  const s = store()
  await s.put('r', Buffer.from('kept'))
  for (const trouble of [
    { status: 503, code: 'SlowDown' },
    { status: 500, code: 'InternalError' },
    { status: 429, code: 'TooMany' },
    'cut',
    'hang',
  ] as const) {
    let left = 3
    bucket.fate = () => (left-- > 0 ? trouble : 'pass')
    bucket.seen.length = 0
    expect([trouble, (await s.get('r'))!.toString(), bucket.seen.length]).toEqual([trouble, 'kept', 4])
  }
  const ends = async (fate: Bucket['fate']) => {
    bucket.fate = fate
    bucket.seen.length = 0
    return [await refusalOf(s.put('r', Buffer.from('lost'))), bucket.seen.length]
  }
  expect(await ends(() => ({ status: 503, code: 'SlowDown' }))).toEqual(['SlowDown', 4])
  expect(await ends(() => 'cut')).toEqual(['network', 4])
  expect(await ends(() => 'hang')).toEqual(['timeout', 4])
  expect(await ends(() => ({ status: 403, code: 'AccessDenied' }))).toEqual(['AccessDenied', 1])
  bucket.fate = () => 'pass'
  expect((await s.get('r'))!.toString()).toBe('kept')
})

test('a dead service is left alone for a moment; a slow one is not asked by everybody at once', async () => {
  const dead = store({ endpoint: 'http://127.0.0.1:1' }, { ...quick, rest: 60_000 })
  expect(await refusalOf(dead.get('x'))).toBe('network')
  expect(await refusalOf(dead.get('x'))).toBe('network')
  bucket.fate = () => 'hang'
  const slow = store({}, { ...quick, attempt: 400, all: 400 })
  const said = await Promise.all(Array.from({ length: 40 }, () => refusalOf(slow.has('x'))))
  expect(said.filter((c) => c === 'busy')).toHaveLength(4)
  expect(said.slice(-4)).toEqual(['busy', 'busy', 'busy', 'busy'])
  bucket.fate = () => 'pass'
  expect(await slow.has('nothing')).toBe(false)
})

test('doctor: a sound bucket, a public one, wrong settings, no service', async () => {
  const said = async (more: object) => {
    const { level, zh } = await storageVerdict('/nowhere', { ...bucket.settings, ...more })
    return [level, zh]
  }
  expect(await storageVerdict('/nowhere', null)).toMatchObject({ level: 'ok' })
  expect(await said({})).toEqual(['ok', '檔案儲存空間可讀、寫、刪除，且不公開。'])
  expect(await said(bucket.open)).toEqual(['fail', '儲存桶是公開的：任何人都讀得到檔案，請立即關閉。'])
  expect(await said({ secret: 'x' })).toEqual(['fail', '檔案儲存空間無法使用：FILES_S3_SECRET 不正確。'])
  expect(await said({ bucket: 'elsewhere' })).toEqual(['fail', '檔案儲存空間無法使用：FILES_S3_BUCKET 不存在。'])
  expect(await said({ endpoint: 'http://127.0.0.1:1' })).toEqual(['fail', '檔案儲存空間無法使用：FILES_S3_ENDPOINT 連不上。'])
  bucket.fate = (r) => (r.method === 'GET' && !r.url!.includes('list') ? 'rot' : 'pass')
  expect(await said({})).toEqual(['fail', '儲存空間讀回的內容不同。'])
  bucket.fate = () => 'pass'
  expect((await keysOf(store().list('probe/'))).length).toBe(0)
})
