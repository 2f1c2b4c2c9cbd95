import { afterEach, describe, expect, test } from 'vitest'
import { attempt, network } from './server/send.ts'
import { answer, cert, HOST, receiver } from './receiver.fixture.ts'

const there = await receiver()
const near = { loopback: true, ca: cert, resolve: async () => ['127.0.0.1'] }
const go = (url: string, net = network(near)) => attempt(url, { 'content-type': 'application/json' }, '{"a":1}', net)
const short = (r: Awaited<ReturnType<typeof go>>) => [r.statusCode, r.fault]
afterEach(() => {
  there.state.answer = answer(204)
  there.got.length = 0
})

describe('one attempt', () => {
  test('posts the body over verified TLS to the checked address, under the host’s own name', async () => {
    there.state.answer = answer(202, 'thanks')
    expect(await go(there.url)).toMatchObject({ statusCode: 202, fault: null, answer: 'thanks', detail: '' })
    expect(there.got.map((g) => [g.path, g.headers.host, g.body])).toEqual([['/hooks', `${HOST}:${there.port}`, '{"a":1}']])
  })
  test('a certificate that is not trusted, or of another name, is refused before anything is sent', async () => {
    expect(short(await go(there.url, network({ ...near, ca: undefined as never })))).toEqual([null, 'tls'])
    expect(short(await go(there.url.replace(HOST, 'other.receiver.example')))).toEqual([null, 'tls'])
    expect(there.got).toEqual([])
  })
  test('redirects are not followed, whatever they lead to', async () => {
    for (const code of [301, 302, 303, 307, 308]) {
      there.state.answer = answer(code, '', { location: 'http://169.254.169.254/' })
      expect(short(await go(there.url))).toEqual([code, 'redirect'])
    }
    expect(there.got.length).toBe(5)
  })
  test('only 2xx counts; the first 2 kB of an answer are kept, NUL bytes are not', async () => {
    there.state.answer = answer(500, `\0no ${'活'.repeat(4000)}`)
    const r = await go(there.url)
    expect(short(r)).toEqual([500, 'status'])
    expect(Buffer.byteLength(r.answer)).toBeLessThanOrEqual(2050)
    expect(r.answer.startsWith('no 活活')).toBe(true)
    there.state.answer = answer(503, '', { 'retry-after': '120' })
    expect((await go(there.url)).retryAfter).toBe(120)
  })
  test('an answer without end is cut off', async () => {
    let cut = false
    there.state.answer = (reply) => {
      reply.writeHead(200)
      const pour = () => {
        while (!reply.destroyed && reply.write('x'.repeat(65_536))) continue
      }
      reply.on('drain', pour).once('close', () => (cut = true))
      pour()
    }
    const r = await go(there.url)
    expect([...short(r), r.answer.length]).toEqual([200, null, 2048])
    await expect.poll(() => cut).toBe(true)
  })
  test('a receiver that drips its answer, or says nothing at all, runs into the time limit', async () => {
    const limit = network({ ...near, totalMs: 300 })
    there.state.answer = (reply) => {
      reply.writeHead(200).write('.')
      const drip = setInterval(() => (reply.destroyed ? clearInterval(drip) : reply.write('.')), 20)
    }
    expect(short(await go(there.url, limit))).toEqual([null, 'timeout'])
    there.state.answer = () => {}
    expect(short(await go(there.url, limit))).toEqual([null, 'timeout'])
  })
  test('a connection that breaks, and one that nobody takes', async () => {
    there.state.answer = (reply) => void reply.socket?.destroy()
    expect(short(await go(there.url))).toEqual([null, 'broken'])
    expect(short(await go(`https://${HOST}:1024/`))).toEqual([null, 'connect'])
  })
  test('the environment’s proxies are not asked', async () => {
    const proxy = await receiver({ plain: true })
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']
    const before = names.map((n) => [n, process.env[n]] as const)
    for (const n of names) process.env[n] = n === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${proxy.port}`
    try {
      expect(short(await go(there.url))).toEqual([204, null])
    } finally {
      for (const [n, v] of before)
        if (v === undefined) delete process.env[n]
        else process.env[n] = v
    }
    expect([proxy.got.length, there.got.length]).toEqual([0, 1])
  })
})

describe('names', () => {
  const closed = (resolve: (host: string) => Promise<string[]>) => network({ ca: cert, resolve })
  test('that lead inside are refused, also where only one of several addresses does', async () => {
    for (const found of [
      ['127.0.0.1'],
      ['10.0.0.8'],
      ['169.254.169.254'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['8.8.8.8', '127.0.0.1'],
      ['2002:7f00:1::'],
    ])
      expect([
        found,
        ...short(
          await go(
            there.url,
            closed(async () => found),
          ),
        ),
      ]).toEqual([found, null, 'refused'])
    expect(there.got).toEqual([])
  })
  test('are asked once an attempt and anew at each: an answer that turns inside later is refused then', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1']]
    let asked = 0
    const net = network({ ...near, resolve: async () => answers[asked++]! })
    expect([short(await go(there.url, net)), asked]).toEqual([[204, null], 1])
    expect([short(await go(there.url, net)), asked]).toEqual([[null, 'refused'], 2])
    expect(there.got.length).toBe(1)
  })
  test('are not asked where the address itself is inside', async () => {
    const net = closed(async () => {
      throw new Error('asked')
    })
    for (const u of ['https://127.0.0.1/', 'https://2130706433/', 'https://[::ffff:7f00:1]/', 'http://example.com/', 'https://localhost/'])
      expect([u, ...short(await go(u, net))]).toEqual([u, null, 'refused'])
  })
  test('that nobody knows, and name servers that never answer', async () => {
    const missing = closed(async () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })))
    expect(await go(there.url, missing)).toMatchObject({ fault: 'dns', detail: 'ENOTFOUND' })
    expect(
      short(
        await go(
          there.url,
          closed(async () => []),
        ),
      ),
    ).toEqual([null, 'dns'])
    expect(short(await go(there.url, { ...closed(() => new Promise(() => {})), totalMs: 100 }))).toEqual([null, 'dns'])
  })
  test('with several addresses: the next is tried where the first takes no connection', async () => {
    // Nothing listens on 127.0.0.2.
    expect(short(await go(there.url, network({ ...near, resolve: async () => ['127.0.0.2', '127.0.0.1'] })))).toEqual([204, null])
    expect(there.got.length).toBe(1)
  })
})
