import { createServer } from 'node:http'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { authEndpoints, passwordEndpoints } from './contract/session.ts'
import { breached, knownElsewhere, makeFilter, setBreachApi } from './server/breached.ts'
import { strengthOf, weakPassword } from './server/passwords.ts'

const sha1 = (s: string) => createHash('sha1').update(s).digest('hex').toUpperCase()
const leaked = 'tulip harbour quartz 88'
let behave: 'right' | 'padding' | 'slow' | 'broken' | 'redirect' | 'junk' = 'right'
const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`)
  if (behave === 'slow') return
  if (behave === 'broken') return void request.socket.destroy()
  if (behave === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:9/steal' }).end()
  if (behave === 'junk') return void response.end('<html>\u0000 busy</html>')
  const count = behave === 'padding' ? 0 : 3
  response.end(`0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${sha1(leaked).slice(5)}:${count}\r\n`)
})
let base = ''
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}/range`
})
afterAll(() => {
  setBreachApi(undefined)
  server.closeAllConnections()
  server.close()
})

test('the list knows the long ones of the commonest million in whatever case, and next to no good ones', () => {
  const known = ['1qaz2wsx3edc', 'Vjhtgbnjytu', 'SOSO123ALJG', 'qwertyuiop', '123qweasdzxc', 'usuckballz1', 'ｑwertyuiop']
  expect(known.filter((p) => !breached(p))).toEqual([])
  const good = Array.from({ length: 20_000 }, (_, i) => createHash('sha256').update(`good ${i}`).digest('base64url').slice(0, 16))
  expect(good.filter((p) => breached(p)).length <= 8).toBe(true)
  expect([weakPassword('Vjhtgbnjytu'), weakPassword(PASSWORD), weakPassword('bantoh-demo-2026')]).toEqual([true, false, false])
  const own = makeFilter(['short', 'LongEnough1', 'another one'])
  expect(own.length).toBe(5)
})

test('five characters of the hash are all that leaves; padding and other passwords are no hit', async () => {
  expect(await knownElsewhere(leaked)).toBe(false)
  expect(asked).toEqual([])
  setBreachApi(base)
  behave = 'right'
  expect([await knownElsewhere(leaked), await knownElsewhere(`${leaked}9`)]).toEqual([true, false])
  expect(asked).toEqual([`GET /range/${sha1(leaked).slice(0, 5)}`, `GET /range/${sha1(`${leaked}9`).slice(0, 5)}`])
  behave = 'padding'
  expect(await knownElsewhere(leaked)).toBe(false)
})

test('a service that is slow, broken, led elsewhere or talks nonsense keeps nobody from choosing', async () => {
  setBreachApi(base)
  for (const how of ['slow', 'broken', 'redirect', 'junk'] as const) {
    behave = how
    expect([how, await knownElsewhere(leaked)]).toEqual([how, false])
  }
  setBreachApi('http://127.0.0.1:9/range')
  expect(await knownElsewhere(leaked)).toBe(false)
})

test('a leaked one is refused where a password is changed, and the hint tells the rule', async () => {
  const t = await testApp({ background: false })
  const org = await t.organisation('外洩會展')
  const cookie = await t.cookieOf(org.email)
  setBreachApi(base)
  behave = 'right'
  const change = (newPassword: string) =>
    t.call(cookie, authEndpoints.changePassword, { body: { currentPassword: PASSWORD, newPassword } }, { origin: 'http://localhost:8080' })
  const refused = await change(leaked)
  expect([refused.status, refused.problem.code, refused.problem.fields?.map((f) => f.path)]).toEqual([
    422,
    'identity.breached_password',
    ['newPassword'],
  ])
  expect((await change(`${leaked} and more`)).status).toBe(200)
  const hint = async (password: string, own: string[] = []) =>
    (await t.call(null, passwordEndpoints.check, { body: { password, own } })).body
  expect(await hint('short')).toEqual({ strength: 'short' })
  expect(await hint('1qaz2wsx3edc')).toEqual({ strength: 'known' })
  expect(await hint('外洩會展外洩會展外洩1', ['外洩會展'])).toEqual({ strength: 'known' })
  expect(await hint('tulip harb 8')).toEqual({ strength: 'fair' })
  expect(await hint('週末想去吃三家牛肉麵')).toEqual({ strength: 'good' })
  expect(strengthOf('aaaaaaaaaaaaaaaaaaab', [])).toBe('fair')
})
