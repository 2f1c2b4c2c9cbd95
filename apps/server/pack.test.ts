import { gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { packJson } from './pack.ts'

const http = Fastify()
packJson(http)
const long = { rows: Array.from({ length: 900 }, (_, n) => ({ n, name: '林語澄' })) }
http.get('/long', (_r, reply) => reply.header('vary', 'origin').send(long))
http.get('/short', () => ({ ok: true }))
http.get('/text', (_r, reply) => reply.type('text/plain').send('x'.repeat(20_000)))
const get = (url: string, encoding?: string) =>
  http.inject({ method: 'GET', url, headers: encoding === undefined ? {} : { 'accept-encoding': encoding } })

it('packs long JSON for who can unpack it, and nothing else', async () => {
  const packed = await get('/long', 'br, gzip')
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(packed.headers.vary).toBe('origin, accept-encoding')
  expect(Number(packed.headers['content-length'])).toBe(packed.rawPayload.length)
  expect(JSON.parse(gunzipSync(packed.rawPayload).toString())).toEqual(long)
  const open = await get('/long')
  expect([open.headers['content-encoding'], open.headers.vary, open.json()]).toEqual([undefined, 'origin, accept-encoding', long])
  expect((await get('/short', 'gzip')).headers['content-encoding']).toBe(undefined)
  expect((await get('/text', 'gzip')).headers['content-encoding']).toBe(undefined)
})
