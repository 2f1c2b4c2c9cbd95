import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { hookTypeNames } from './contract/facts.ts'
import { pauseAfter } from './server/retry.ts'
import { newSecret, sign } from './server/sign.ts'

const guide = await readFile(new URL('../../../docs/guides/webhooks.md', import.meta.url), 'utf8')

test('the guide’s lines verify what we sign, with either secret of a rotation, and nothing else', async () => {
  const code = /```js\n(import \{ createHmac[\s\S]*?)```/.exec(guide)![1]!
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  const [old, next, other] = [newSecret(), newSecret(), newSecret()]
  const body = '{"type":"event.closed","data":{"名":"辦桌"}}'
  const now = Math.floor(Date.now() / 1000)
  const headers = (time: number, secrets = [next, old]) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(time),
    'webhook-signature': sign(secrets, 'msg_1', time, body),
  })
  for (const secret of [old, next]) expect(verify(secret, headers(now), body)).toEqual(JSON.parse(body))
  expect(() => verify(other, headers(now), body)).toThrow('wrong signature')
  expect(() => verify(next, headers(now), body.replace('辦', '班'))).toThrow('wrong signature')
  expect(() => verify(next, { ...headers(now), 'webhook-id': 'msg_2' }, body)).toThrow('wrong signature')
  expect(() => verify(next, { ...headers(now), 'webhook-signature': '' }, body)).toThrow('wrong signature')
  expect(() => verify(next, headers(now - 400), body)).toThrow('too old')
})

test('the guide names every type and the pauses as they are', () => {
  expect(hookTypeNames.filter((n) => !guide.includes(`\`${n}\``))).toEqual([])
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => pauseAfter(n, 0.5))).toEqual([5, 300, 1800, 7200, 14_400, 21_600, 28_800, 28_800, null])
  expect(guide).toContain('5 秒、5 分、30 分、2 小時、4、6、8、8 小時')
})
