import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { paymentEndpoints as e } from './contract/payment.ts'
import { standinMerchants } from './contract/standin.ts'
import { paymentsApp } from './payments.fixture.ts'
import { setStandin } from './server/index.ts'

const t = await paymentsApp()
const org = await t.organisation('帳號會展')
const secrets = [standinMerchants.ecpay.hashKey, standinMerchants.ecpay.hashIv, standinMerchants.linepay.hashKey]

test('keys are written and never read: not in answers, trail, log, facts or tables; a copy opens nowhere else', async () => {
  const owner = await t.cookieOf(org.email)
  const made = await t.call(owner, e.createAccount, { body: t.draft('ecpay') as never }, { 'idempotency-key': 'once' })
  expect([made.status, made.body.keysSet]).toEqual([200, true])
  await t.account(org.key, 'linepay')
  const began = await t.call(owner, e.tryAccount, { params: { id: made.body.id } })
  expect([began.status, began.body.amount]).toEqual([200, 30])
  await t.openPage(began.body.url)
  await t.standin.act(
    t.standin.trade('ecpay', (await t.call(owner, e.attempt, { params: { id: began.body.attemptId } })).body.tradeNo)!,
    'pay',
  )
  const changed = await t.call(owner, e.updateAccount, {
    params: { id: made.body.id },
    body: { name: '改名', hashKey: secrets[0], hashIv: secrets[1], version: 1 },
  })
  expect(changed.status).toBe(200)
  const answers = await Promise.all([
    t.call(owner, e.accounts),
    t.call(owner, e.account, { params: { id: made.body.id } }),
    t.call(owner, e.attempts, { params: { id: made.body.id } }),
    t.call(owner, e.callbacks, { params: { id: made.body.id } }),
    t.call(owner, e.createAccount, { body: t.draft('ecpay') as never }, { 'idempotency-key': 'once' }),
  ])
  expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200])
  const told = JSON.stringify([made, changed, ...answers])
  const tables = await t.app.services.db.asSystem(async (tx) => {
    const { rows } = await sql<{
      t: string
    }>`select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(tx)
    const out: string[] = []
    for (const r of rows) out.push(JSON.stringify((await sql`select * from ${sql.table(r.t)}`.execute(tx)).rows))
    return out.join('\n')
  })
  // The trail does say that they changed.
  expect([tables.includes('"keysChanged"'), tables.includes('改名'), tables.includes('bankChanged')]).toEqual([true, true, true])
  for (const s of secrets) expect([s, told.includes(s), tables.includes(s)]).toEqual([s, false, false])

  const other = await t.organisation('抄金鑰')
  const theirs = await t.account(other.key, 'ecpay')
  await t.app.services.db.asSystem((tx) =>
    sql`update payment_account set keys = (select keys from payment_account where id = ${made.body.id}) where id = ${theirs.id}`.execute(
      tx,
    ),
  )
  const copy = await t.call(other.key, e.account, { params: { id: theirs.id } })
  expect([copy.status, copy.body.keysSet]).toEqual([200, false])
  expect((await t.call(other.key, e.tryAccount, { params: { id: theirs.id } })).problem.code).toBe('payments.keys_unreadable')
  expect((await t.post(t.callbackUrl(theirs.id), { CheckMacValue: 'x' })).status).toBe(409)
})

test('owners change accounts after proving who they are; directors look; all others see nothing', async () => {
  const a = await t.account(org.key, 'newebpay')
  const params = { id: a.id }
  const may = async (role: 'director' | 'planner' | 'accountant' | 'viewer' | 'staff' | 'frontdesk') => {
    const { headers: who } = await t.person(org.organisationId, role)
    const all = [
      await t.call(who, e.accounts),
      await t.call(who, e.callbacks, { params }),
      await t.call(who, e.createAccount, { body: t.draft('ecpay') as never }),
      await t.call(who, e.updateAccount, { params, body: { enabled: false, version: 1 } }),
      await t.call(who, e.tryAccount, { params }),
      await t.call(who, e.removeAccount, { params }),
    ]
    return all.map((r) => r.status)
  }
  expect(await may('director')).toEqual([200, 200, 403, 403, 403, 403])
  for (const role of ['planner', 'accountant', 'viewer', 'staff', 'frontdesk'] as const)
    expect([role, await may(role)]).toEqual([role, Array(6).fill(403)])
  const owner = await t.cookieOf(org.email)
  await t.app.services.db.asSystem(async (tx) => {
    await sql`update session_guard set verified_at = now() - interval '61 minutes'`.execute(tx)
    await sql`update auth_session set "createdAt" = now() - interval '61 minutes'`.execute(tx)
  })
  for (const r of [
    await t.call(owner, e.createAccount, { body: t.draft('ecpay') as never }),
    await t.call(owner, e.updateAccount, { params, body: { enabled: false, version: 1 } }),
    await t.call(owner, e.removeAccount, { params }),
  ])
    expect([r.status, r.problem.code]).toEqual([403, 'auth.step_up_required'])
  const foreign = await t.organisation('外人')
  for (const end of [e.account, e.attempts, e.callbacks]) expect((await t.call(foreign.key, end, { params })).status).toBe(404)
  expect((await t.call(foreign.key, e.tryAccount, { params })).status).toBe(404)
})

test('wrong numbers are refused at their field, in words', async () => {
  const wrong = async (change: object, provider: 'ecpay' | 'linepay' = 'ecpay') => {
    const r = await t.call(org.key, e.createAccount, { body: { ...t.draft(provider), ...change } as never })
    return [r.status, r.problem.fields?.map((f) => `${f.path} ${f.message}`)]
  }
  expect(await wrong({ hashKey: 'short' })).toEqual([422, ['hashKey 這裡要剛好 16 個英數字，請從廠商後台整段複製。']])
  expect(await wrong({ hashIv: '' })).toEqual([422, ['hashIv 這裡要剛好 16 個英數字，請從廠商後台整段複製。']])
  expect(await wrong({ hashKey: 'pwFHCqoQZGmho4w＊' })).toEqual([422, ['hashKey 這裡要剛好 16 個英數字，請從廠商後台整段複製。']])
  expect(await wrong({ methods: ['linePay'] })).toEqual([422, ['methods 這家金流沒有這種付款方式。']])
  expect(await wrong({ methods: ['credit'] }, 'linepay')).toEqual([422, ['methods 這家金流沒有這種付款方式。']])
  expect(await wrong({ methods: [] })).toEqual([422, ['methods 請至少選一種付款方式。']])
  expect(await wrong({ merchantId: '300 2607' })).toEqual([422, ['merchantId 商店代號只有英文、數字、- 和 _。']])
  expect(await wrong({ mode: 'live' })).toEqual([422, ['standin 模擬金流只能用在測試環境。']])
  const a = await t.account(org.key, 'ecpay')
  const update = (body: object) => t.call(org.key, e.updateAccount, { params: { id: a.id }, body: { version: 1, ...body } as never })
  for (const change of [{ merchantId: '3002608' }, { mode: 'live', standin: false }, { standin: false }])
    expect((await update(change)).problem.fields?.map((f) => f.code)).toEqual(['payments.keys_needed'])
  expect((await update({ hashKey: 'x'.repeat(16) })).problem.fields?.map((f) => f.path)).toEqual(['hashIv'])
  expect((await update({ version: 7, name: '晚了' })).problem.code).toBe('record.conflict')
})

test('one that is off begins nothing, but what was begun may still be paid; one that was used stays', async () => {
  const a = await t.account(org.key, 'ecpay')
  const params = { id: a.id }
  const begun = await t.begin(org.organisationId, a.id)
  await t.openPage(begun.url)
  expect((await t.call(org.key, e.updateAccount, { params, body: { enabled: false, version: 1 } })).body.enabled).toBe(false)
  expect((await t.call(org.key, e.tryAccount, { params })).problem.code).toBe('payments.account_disabled')
  expect((await fetch(begun.url, { redirect: 'manual' })).status).toBe(409)
  await t.standin.act(t.standin.trade('ecpay', begun.tradeNo)!, 'pay')
  expect((await t.state(begun.attemptId)).state).toBe('paid')
  expect((await t.call(org.key, e.removeAccount, { params })).problem.code).toBe('payments.account_used')
  const fresh = await t.account(org.key, 'ecpay')
  expect((await t.call(org.key, e.removeAccount, { params: { id: fresh.id } })).body).toEqual({ id: fresh.id })
})

test('the stand-in is reached by test accounts that name it, where the installation runs one, and by nothing else', async () => {
  const official = await t.account(org.key, 'ecpay', { standin: false })
  const begun = await t.begin(org.organisationId, official.id)
  const page = await fetch(begun.url)
  const text = await page.text()
  expect([
    text.includes('action="https://payment-stage.ecpay.com.tw/Cashier/AioCheckOut/V5"'),
    text.includes('127.0.0.1:') && text.includes(t.standin.address),
  ]).toEqual([true, false])
  expect(page.headers.get('content-security-policy')).toContain('form-action https://payment-stage.ecpay.com.tw;')
  const live = await t.account(org.key, 'newebpay', { mode: 'live', standin: false })
  expect(await (await fetch((await t.begin(org.organisationId, live.id)).url)).text()).toContain(
    'action="https://core.newebpay.com/MPG/mpg_gateway"',
  )
  const a = await t.account(org.key, 'ecpay')
  const at = t.standin.address
  setStandin(null)
  expect((await t.call(org.key, e.createAccount, { body: t.draft('ecpay') as never })).problem.code).toBe('payments.standin_missing')
  expect((await t.call(org.key, e.tryAccount, { params: { id: a.id } })).problem.code).toBe('payments.standin_missing')
  expect((await t.call(org.key, e.accounts)).body.standin).toBe(false)
  setStandin(at)
  // The database itself holds it, too.
  const forced = t.app.services.db.asSystem((tx) => sql`update payment_account set mode = 'live' where id = ${a.id}`.execute(tx))
  await expect(forced).rejects.toThrow(/check constraint/)
})

test('amounts and ways are kept to what is possible; markup in a description stays text', async () => {
  const a = await t.account(org.key, 'ecpay')
  const code = (amount: number, change: object = {}) =>
    t.begin(org.organisationId, a.id, amount, change).then(
      () => 'begun',
      (err: { code: string }) => err.code,
    )
  expect([await code(0), await code(-1), await code(1.5), await code(10_000_001), await code(NaN)]).toEqual(
    Array(5).fill('payments.amount'),
  )
  expect([await code(29, { method: 'cvs' }), await code(20_001, { method: 'cvs' }), await code(30, { method: 'cvs' })]).toEqual([
    'payments.amount',
    'payments.amount',
    'begun',
  ])
  expect(await code(30, { method: 'linePay' })).toBe('payments.method')
  for (const returnPath of ['//evil.example', 'https://evil.example', '/\\evil.example', '', '/a b'])
    expect([
      returnPath,
      await t.begin(org.organisationId, a.id, 30, { returnPath }).then(
        () => 'begun',
        () => 'refused',
      ),
    ]).toEqual([returnPath, 'refused'])
  const odd = await t.begin(org.organisationId, a.id, 30, { description: `"><script>alert(1)</script>#${'喆'.repeat(300)}` })
  const text = await (await fetch(odd.url)).text()
  expect([text.includes('<script>alert'), (await (await t.openPage(odd.url)).text()).includes('喆')]).toEqual([false, true])
})

test('lists cost the same for one payment and for many', async () => {
  const a = await t.account(org.key, 'ecpay')
  const look = async () => {
    await t.call(org.key, e.accounts)
    await t.call(org.key, e.attempts, { params: { id: a.id } })
    await t.call(org.key, e.callbacks, { params: { id: a.id } })
  }
  await t.begin(org.organisationId, a.id)
  await look()
  const one = await t.count(look)
  for (let i = 0; i < 5; i++) await t.begin(org.organisationId, a.id)
  await t.account(org.key, 'ecpay')
  expect(await t.count(look)).toBe(one)
})
