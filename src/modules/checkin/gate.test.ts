import { describe, expect, it } from 'vitest'
import { newId } from '../../kernel/contract/ids.ts'
import { qrPayload } from '../registration/contract/qr.ts'
import type { Guest } from './contract/checkin.ts'
import { decide, findGuests, fullCode, highlight, indexGuests, tidy } from './contract/gate.ts'

const key = 'ab'.repeat(32)
const day = '2027-05-13'
const person = (over: Partial<Guest> = {}): Guest => ({
  id: newId(),
  code: 'R-0001',
  name: '羅品妤',
  nameEn: 'Lo Pin-yu',
  organisation: '峰谷展覽工程',
  title: '專案經理',
  phoneEnd: '5100',
  ticket: { zh: '一般票', en: 'Regular' },
  category: 'general',
  attendance: 'onsite',
  diet: '',
  status: 'confirmed',
  seen: {},
  ...over,
})
const roster = (guests: Guest[]) => ({
  guests: new Map(guests.map((g) => [g.id, g])),
  byCode: new Map(guests.map((g) => [g.code, g])),
  qrKey: key,
})
const seen = { at: '2027-05-13T00:30:00.000Z', device: 'A', checkinId: newId() }

describe('a device without a network', () => {
  it('decides as the server does', async () => {
    const list = [
      person(),
      person({ code: 'R-0002', seen: { [day]: seen } }),
      person({ code: 'R-0003', status: 'cancelled' }),
      person({ code: 'R-0004', attendance: 'online' }),
      person({ code: 'R-0005', seen: { '2027-05-12': seen } }),
    ]
    const r = roster(list)
    const said = await Promise.all(list.map(async (g) => (await decide(await qrPayload(g, key), r, day)).outcome))
    expect(said).toEqual(['ok', 'again', 'cancelled', 'online', 'ok'])
    expect((await Promise.all(list.map((g) => decide(g.code.toLowerCase(), r, day)))).map((v) => v.outcome)).toEqual(said)
    expect((await decide(list[1]!.code, r, day)).first).toEqual(seen)
  })
  it('refuses codes of another event and made-up ones, and knows a genuine one that came after its list', async () => {
    const g = person()
    const late = person({ code: 'R-0400' })
    const r = roster([g])
    const of = async (text: string) => decide(text, r, day)
    expect((await of(await qrPayload(g, 'cd'.repeat(32)))).outcome).toBe('foreign')
    expect((await of(`${(await qrPayload(g, key)).slice(0, -1)}!`)).outcome).toBe('foreign')
    expect((await of('BTH1.')).outcome).toBe('foreign')
    expect((await of('R-0400')).outcome).toBe('unknown')
    expect((await of('')).outcome).toBe('unknown')
    expect((await of('https://example.org/menu?table=4')).outcome).toBe('foreign')
    expect((await of('WIFI:T:WPA;S:hall;P:1;;')).outcome).toBe('foreign')
    expect((await of('\u0000\u202e<b>')).outcome).toBe('foreign')
    const v = await of(await qrPayload(late, key))
    expect([v.outcome, v.stamped, v.registrationId, v.guest]).toEqual(['ok', true, late.id, null])
  })
  it('reads what scanners make of a code: caps lock, full width, spaces', async () => {
    const g = person()
    const text = await qrPayload(g, key)
    const swapped = text.replaceAll(/[a-z]/gi, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase()))
    expect(tidy(` ${swapped} \n`)).toBe(text)
    expect((await decide(swapped, roster([g]), day)).outcome).toBe('ok')
    expect((await decide('Ｒ－０００１'.replace('－', '-'), roster([g]), day)).outcome).toBe('ok')
  })
})

describe('a number typed alone', () => {
  it('is the one code that ends with it', () => {
    const codes = ['TK3-0001', 'TK3-0012', 'TK3-0112', 'TK3-0045', 'R-0045', 'R-10112', 'VIP7', '33']
    const typed = ['1', '0012', '１２', '112', '45', '10112', '7', '33', 'TK3-0045', '', 'x9', '1234567', '99']
    expect(typed.map((t) => fullCode(t, codes))).toEqual([
      'TK3-0001',
      'TK3-0012',
      'TK3-0012',
      'TK3-0112',
      '45',
      'R-10112',
      'VIP7',
      '33',
      'TK3-0045',
      '',
      'x9',
      '1234567',
      '99',
    ])
  })
})

describe('finding by name', () => {
  const list = [
    person({ name: '林歐文', organisation: '木頻數位', code: 'R-0010' }),
    person({ name: '歐陽靜', code: 'R-0011', phoneEnd: '0011' }),
    person({ name: '陳一', organisation: '歐亞顧問', code: 'R-0012' }),
    person({ name: 'Anna Öberg', nameEn: '', organisation: '', title: '', code: 'R-0187', phoneEnd: '7788' }),
  ]
  const index = indexGuests(list)
  const names = (q: string) => findGuests(index, q).map((g) => g.name)
  it('by part of a name, organisation, code or last digits; the likeliest first', () => {
    expect(names('歐')).toEqual(['歐陽靜', '林歐文', '陳一'])
    expect(names('歐陽')).toEqual(['歐陽靜'])
    expect(names('峰谷')).toEqual(['歐陽靜'])
    expect(names('187')).toEqual(['Anna Öberg'])
    expect(names('r-0012')).toEqual(['陳一'])
    expect(names('7788')).toEqual(['Anna Öberg'])
    expect(names('788')).toEqual(['Anna Öberg'])
    expect(names('88')).toEqual([])
    expect(names('0912-347-788')).toEqual(['Anna Öberg'])
    expect(names('+886912347788')).toEqual(['Anna Öberg'])
    expect(names('oberg')).toEqual(['Anna Öberg'])
    expect(names('anna')).toEqual(['Anna Öberg'])
    expect(names('陳 歐亞')).toEqual(['陳一'])
    expect(names('  ')).toEqual([])
    expect(names('[')).toEqual([])
  })
  it('finds 臺 by 台 and 台 by 臺', () => {
    const both = indexGuests([person({ organisation: '臺灣會展協會' }), person({ organisation: '台北市政府' })])
    expect(['台灣', '臺北', '台', '臺'].map((q) => findGuests(both, q).length)).toEqual([1, 1, 2, 2])
  })
  it('marks what was hit, and takes signs as they are', () => {
    expect(highlight('林歐文', '歐')).toEqual([
      ['林', false],
      ['歐', true],
      ['文', false],
    ])
    expect(highlight('Anna', 'an')).toEqual([
      ['An', true],
      ['na', false],
    ])
    expect(highlight('a.b', '.')).toEqual([
      ['a', false],
      ['.', true],
      ['b', false],
    ])
  })
})
