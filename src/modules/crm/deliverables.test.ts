import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { documentEndpoints } from '../documents/contract/documents.ts'
import { companyEndpoints } from './contract/company.ts'
import { personEndpoints } from './contract/person.ts'
import { linkPeople } from './server/index.ts'

const app = await testApp({ background: false })

test('the attendee and client contact lists hold this event’s people, for those who may export personal data', async () => {
  const org = await app.organisation()
  const client = (
    await app.call(org.key, companyEndpoints.create, {
      body: { name: { zh: '環洋協會', en: '' }, taxId: '04595257', kind: 'client', phone: '02-2345-6789' },
    })
  ).body
  const contact = (
    await app.call(org.key, personEndpoints.create, {
      body: { name: '方硯青', title: '秘書長', email: 'fang@client.example', companyId: client.id },
    })
  ).body
  await app.call(org.key, companyEndpoints.update, { params: { id: client.id }, body: { version: 1, contactPersonId: contact.id } })
  const event = await app.event(org.key, { clientId: client.id })
  const other = await app.event(org.key)
  await app.run(
    org.organisationId,
    (ctx) =>
      linkPeople(ctx, [
        {
          person: { name: '林語澄', email: 'lin@isg.example', mobile: '0912345678', marketing: true },
          roles: [{ role: 'attendee' }, { role: 'speaker' }],
        },
        { person: { name: '洪若曦', email: 'hung@isg.example' }, roles: [{ role: 'attendee' }] },
        { person: { name: '外包商', email: 'x@isg.example' }, roles: [{ role: 'supplier' }] },
        { person: { name: '別場的人', email: 'y@isg.example' }, roles: [{ role: 'attendee', eventId: other.id }] },
      ]),
    event.id,
  )
  const sheet = async (key: string) => {
    const file = await app.call(org.key, documentEndpoints.file, {
      params: { eventId: event.id, key: key as never },
      query: { format: 'xlsx', lang: 'zh-TW' } as never,
    })
    expect(file.status).toBe(200)
    return (await readSheet(file.body as Buffer)).map((row) => row.filter((c) => c !== null).join('|'))
  }
  const attendees = await sheet('attendee-contacts')
  expect(attendees.filter((row) => row.includes('@'))).toEqual([
    '林語澄|講者、與會者|lin@isg.example|0912-345-678|同意',
    '洪若曦|與會者|hung@isg.example|未同意',
  ])
  const clients = await sheet('client-contacts')
  expect(clients.filter((row) => row.includes('@'))).toEqual(['環洋協會|04595257|委辦單位|方硯青|秘書長|fang@client.example|02-2345-6789'])
  const planner = await app.person(org.organisationId, 'planner', event.id)
  expect(
    (
      await app.call(planner.headers, documentEndpoints.file, {
        params: { eventId: event.id, key: 'attendee-contacts' as never },
        query: { format: 'xlsx', lang: 'zh-TW' } as never,
      })
    ).status,
  ).toBe(403)
  const trail = await app.run(org.organisationId, (ctx) =>
    ctx.tx.selectFrom('auditEntry').select('label').where('action', '=', 'export.unmasked').orderBy('at').execute(),
  )
  expect(trail.map((r) => r.label)).toEqual(['attendee-contacts', 'client-contacts'])
})
