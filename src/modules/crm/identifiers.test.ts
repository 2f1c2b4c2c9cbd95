import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  carrierTypes,
  checkCitizenCertificate,
  checkDonationCode,
  checkMobileBarcode,
  checkNationalId,
  checkPassport,
  checkPersonalId,
  checkResidentId,
  checkTaxId,
  formatPhone,
  maskEmail,
  maskId,
  maskName,
  maskPhone,
  normaliseAddress,
  normaliseTai,
  parsePhone,
} from './contract/identifiers.ts'

const digit = () => fc.integer({ min: 0, max: 9 })
const digits = (n: number) => fc.array(digit(), { minLength: n, maxLength: n }).map((d) => d.join(''))
const letter = () => fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
const swap = (s: string, i: number, d: number) => s.slice(0, i) + d + s.slice(i + 1)
/** The one last digit that makes the number valid, found by trying all ten. */
const complete = (start: string, check: (s: string) => { ok: boolean }) =>
  [...'0123456789'].map((d) => start + d).filter((s) => check(s).ok)

describe('統一編號', () => {
  test.each(['04595257', '10458575', '12345670', '12345671', '12345675', '12345676'])('%s is valid', (n) => {
    expect(checkTaxId(n).ok).toBe(true)
  })
  test.each(['12345678', '12345672', '04595253'])('%s fails the checksum', (n) => {
    expect(checkTaxId(n)).toEqual({ ok: false, code: 'id.checksum' })
  })
  test.each(['', '1234567', '123456789', '1234567A', '00000000', '12345671;--', 'NULL'])('%s is no number at all', (n) => {
    expect(checkTaxId(n)).toEqual({ ok: false, code: 'id.format' })
  })
  test('the former rule is only a hint', () => {
    expect(checkTaxId('04595257')).toEqual({ ok: true, value: '04595257', oldRule: true })
    expect(checkTaxId('12345670')).toEqual({ ok: true, value: '12345670', oldRule: false })
    expect(checkTaxId('12345675')).toEqual({ ok: true, value: '12345675', oldRule: true })
  })
  test('full-width figures, blanks and hyphens are read', () => {
    expect(checkTaxId(' ０４５９-5257 ')).toEqual({ ok: true, value: '04595257', oldRule: true })
  })
  test('of ten last digits two pass, four where the seventh is 7', () => {
    fc.assert(
      fc.property(
        digits(7).filter((s) => s !== '0000000'),
        (start) => {
          expect(complete(start, checkTaxId).length).toBe(start[6] === '7' ? 4 : 2)
        },
      ),
    )
  })
  test('one changed digit of weight 1 shows, unless it moved by five or the seventh digit is 7', () => {
    fc.assert(
      fc.property(
        digits(7).filter((s) => !/^0{7}$/.test(s) && s[6] !== '7'),
        fc.constantFrom(0, 2, 4, 7),
        digit(),
        (start, at, d) => {
          const valid = complete(start, checkTaxId)[0]!
          const changed = swap(valid, at, d)
          if (changed !== '00000000') expect(checkTaxId(changed).ok).toBe((d - Number(valid[at])) % 5 === 0)
        },
      ),
    )
  })
})

describe('身分證 and 居留證', () => {
  test('the published examples', () => {
    expect(checkNationalId('A123456789')).toEqual({ ok: true, value: 'A123456789', sex: 'male' })
    expect(checkNationalId('a123456789 ')).toEqual({ ok: true, value: 'A123456789', sex: 'male' })
    expect(checkNationalId('A123456788')).toEqual({ ok: false, code: 'id.checksum' })
    expect(checkNationalId('A323456789')).toEqual({ ok: false, code: 'id.format' })
    expect(checkResidentId('A800000014')).toEqual({ ok: true, value: 'A800000014', old: false, sex: 'male', holder: 'foreign' })
    expect(checkResidentId('A900207177')).toEqual({ ok: true, value: 'A900207177', old: false, sex: 'female', holder: 'foreign' })
    expect(checkResidentId('AB23456789')).toEqual({ ok: true, value: 'AB23456789', old: true, sex: 'female', holder: null })
    expect(checkResidentId('AA00000009')).toEqual({ ok: true, value: 'AA00000009', old: true, sex: 'male', holder: null })
    expect(checkResidentId('AB23456788')).toEqual({ ok: false, code: 'id.checksum' })
    expect(checkResidentId('A800000015')).toEqual({ ok: false, code: 'id.checksum' })
    expect(checkResidentId('AE00000009')).toEqual({ ok: false, code: 'id.format' })
  })

  test('the third character of a new number tells the holder', () => {
    const holder = (c: string) => {
      const found = checkResidentId(complete(`A8${c}000000`, checkResidentId)[0]!)
      return found.ok && found.holder
    }
    expect([...'06789'].map(holder)).toEqual(['foreign', 'foreign', 'nationalWithoutHousehold', 'hongKongMacau', 'mainland'])
  })

  const forms = [
    ['身分證', fc.tuple(letter(), fc.constantFrom('1', '2'), digits(7)), checkNationalId],
    ['居留證, new', fc.tuple(letter(), fc.constantFrom('8', '9'), digits(7)), checkResidentId],
    ['居留證, old', fc.tuple(letter(), fc.constantFrom('A', 'B', 'C', 'D'), digits(7)), checkResidentId],
  ] as const
  test.each(forms)('%s: exactly one last digit passes, and a changed digit shows as far as its weight can', (_, start, check) => {
    fc.assert(
      fc.property(start, fc.integer({ min: 2, max: 9 }), digit(), ([a, b, rest], at, d) => {
        const found = complete(a + b + rest, check)
        expect(found.length).toBe(1)
        const weight = [0, 8, 7, 6, 5, 4, 3, 2, 1, 1][at]!
        expect(check(swap(found[0]!, at, d)).ok).toBe((weight * (d - Number(found[0]![at]))) % 10 === 0)
      }),
      { numRuns: 300 },
    )
  })

  test('the kind is found out; a mistyped 身分證 is not taken for a passport', () => {
    expect(checkPersonalId('A123456789')).toEqual({ ok: true, value: 'A123456789', kind: 'national' })
    expect(checkPersonalId('AB23456789')).toEqual({ ok: true, value: 'AB23456789', kind: 'resident' })
    expect(checkPersonalId('310 123 456')).toEqual({ ok: true, value: '310123456', kind: 'passport' })
    expect(checkPersonalId('A123456788')).toEqual({ ok: false, code: 'id.checksum' })
    expect(checkPersonalId('')).toEqual({ ok: false, code: 'id.format' })
    expect(checkPassport('TR1234567').ok).toBe(true)
    for (const wrong of ['1234', 'ABCDEFG', 'A'.repeat(20) + '1', 'TR12<script>'])
      expect(checkPassport(wrong)).toEqual({ ok: false, code: 'id.format' })
  })
})

describe('e-invoice carriers', () => {
  test('formats', () => {
    expect(checkMobileBarcode('/abc+.-1')).toEqual({ ok: true, value: '/ABC+.-1' })
    expect(checkCitizenCertificate('ab12345678901234')).toEqual({ ok: true, value: 'AB12345678901234' })
    expect(['919', '8585', '1234567'].map((c) => checkDonationCode(c).ok)).toEqual([true, true, true])
    expect(['/ABC+.-', '/ABC+.-12', 'ABC+.-12', '/ABC_.-1'].map((c) => checkMobileBarcode(c).ok)).toEqual([false, false, false, false])
    expect(['A123456789012345', 'AB1234567890123'].map((c) => checkCitizenCertificate(c).ok)).toEqual([false, false])
    expect(['12', '12345678', '12a'].map((c) => checkDonationCode(c).ok)).toEqual([false, false, false])
    expect(carrierTypes).toEqual({ mobileBarcode: '3J0002', citizenCertificate: 'CQ0001' })
  })
})

describe('telephone', () => {
  test.each([
    ['0912345678', '+886912345678', null, '0912-345-678'],
    ['0912-345-678', '+886912345678', null, '0912-345-678'],
    ['912345678', '+886912345678', null, '0912-345-678'],
    ['+886 (0)912 345 678', '+886912345678', null, '0912-345-678'],
    ['886912345678', '+886912345678', null, '0912-345-678'],
    ['００２３４', null, null, null],
    ['(02)2345-6789#12', '+886223456789', '12', '02-2345-6789 分機 12'],
    ['０２－２３４５－６７８９　分機１２', '+886223456789', '12', '02-2345-6789 分機 12'],
    ['02 2345 6789 ext. 301', '+886223456789', '301', '02-2345-6789 分機 301'],
    ['02-23456789轉9', '+886223456789', '9', '02-2345-6789 分機 9'],
    ['+886-3-123-4567', '+88631234567', null, '03-123-4567'],
    ['037-123456', '+88637123456', null, '037-123-456'],
    ['04-23456789', '+886423456789', null, '04-2345-6789'],
    ['04-7234567', '+88647234567', null, '04-723-4567'],
    ['049-2345678', '+886492345678', null, '049-234-5678'],
    ['07-1234567', '+88671234567', null, '07-123-4567'],
    ['08-7654321', '+88687654321', null, '08-765-4321'],
    ['089-123456', '+88689123456', null, '089-123-456'],
    ['082-312345', '+88682312345', null, '082-312-345'],
    ['0826-12345', '+88682612345', null, '0826-12345'],
    ['0836-12345', '+88683612345', null, '0836-12345'],
    ['0800-123-456', '+886800123456', null, '0800-123-456'],
    ['+81 3-1234-5678', '+81312345678', null, '+81312345678'],
    ['0081312345678', '+81312345678', null, '+81312345678'],
  ])('%s', (text, e164, extension, shown) => {
    const phone = parsePhone(text)
    expect(phone).toEqual(e164 === null ? null : { e164, extension })
    if (phone) expect(formatPhone(phone)).toBe(shown)
  })

  test.each([
    '',
    '12345',
    '09123456789',
    '0112345678',
    '+8861',
    '+0123456789',
    '02-2345-678',
    'n/a',
    '0912345678; 0987654321',
    '+1234567890123456',
  ])('%s is none', (text) => {
    expect(parsePhone(text)).toBeNull()
  })

  test('English form', () => {
    expect(formatPhone({ e164: '+886223456789', extension: '12' }, 'en')).toBe('+886 2 2345 6789 ext. 12')
    expect(formatPhone({ e164: '+886912345678', extension: null }, 'en')).toBe('+886 912 345 678')
  })

  test('what is shown reads back as the same number', () => {
    const area = fc.constantFrom('022', '033', '0376', '0423', '0472', '0492', '0512', '0633', '0712', '0874', '0823', '0893', '0912')
    const rest: Record<string, number> = {
      '022': 7,
      '033': 6,
      '0376': 5,
      '0423': 6,
      '0472': 5,
      '0492': 6,
      '0512': 5,
      '0633': 5,
      '0712': 5,
      '0874': 5,
      '0823': 5,
      '0893': 5,
      '0912': 6,
    }
    const made = area.chain((a) => digits(rest[a]!).map((d) => a + d))
    fc.assert(
      fc.property(
        made,
        fc.option(fc.integer({ min: 1, max: 9999 }).map(String)),
        fc.constantFrom('zh-TW' as const, 'en' as const),
        (local, extension, lang) => {
          const phone = parsePhone(extension === null ? local : `${local}#${extension}`)
          expect(phone).toEqual({ e164: `+886${local.slice(1)}`, extension })
          expect(parsePhone(formatPhone(phone!, lang))).toEqual(phone)
        },
      ),
    )
  })
})

describe('address', () => {
  test('taken apart', () => {
    expect(normaliseAddress('110057 台北市信義區 市府路４５號 8樓之1')).toEqual({
      text: '臺北市信義區市府路45號8樓之1',
      postalCode: '110057',
      city: '臺北市',
      district: '信義區',
      detail: '市府路45號8樓之1',
    })
    expect(normaliseAddress('407-610台中市西屯區台灣大道三段99號')).toEqual({
      text: '臺中市西屯區臺灣大道三段99號',
      postalCode: '407610',
      city: '臺中市',
      district: '西屯區',
      detail: '臺灣大道三段99號',
    })
    expect(normaliseAddress('（324）桃園市平鎮區中庸路1號')).toMatchObject({
      postalCode: '324',
      city: '桃園市',
      district: '平鎮區',
      detail: '中庸路1號',
    })
    expect(normaliseAddress('雲林縣台西鄉中山路1號')).toMatchObject({ city: '雲林縣', district: '臺西鄉' })
    expect(normaliseAddress('彰化縣員林市大同路1號')).toMatchObject({ district: '員林市', detail: '大同路1號' })
  })
  test('what is not certain stays as written', () => {
    expect(normaliseAddress('101大樓 陽台')).toEqual({
      text: '101大樓陽台',
      postalCode: null,
      city: null,
      district: null,
      detail: '101大樓陽台',
    })
    expect(normaliseAddress('5 Main Street, Brussels')).toMatchObject({ text: '5 Main Street, Brussels', city: null })
    expect(normaliseTai('台北')).toBe('臺北')
    expect(normaliseTai('財團法人台灣會展基金會')).toBe('財團法人臺灣會展基金會')
    expect(normaliseTai('台積電平台中心櫃台')).toBe('台積電平台中心櫃台')
  })
})

describe('masks', () => {
  test('show what is needed to tell people apart, no more', () => {
    expect(maskId('A123456789')).toBe('A******789')
    expect(maskId('310123')).toBe('******')
    expect(maskPhone({ e164: '+886912345678', extension: null })).toBe('0912-***-678')
    expect(maskPhone({ e164: '+886223456789', extension: '12' })).toBe('02-****-*789')
    expect(maskPhone({ e164: '+81312345678', extension: null })).toBe('+81******678')
    expect(maskEmail('shen.zhaoheng@example.org')).toBe('s***@example.org')
    expect(maskEmail('@example.org')).toBe('***')
    expect(maskEmail('nobody')).toBe('***')
    expect(['王小明', '王明', '歐陽又恩', '王', ' 王小明 '].map(maskName)).toEqual(['王○明', '王○', '歐○○恩', '王', '王○明'])
    expect(['Ana Lima', '', '𠮷田小明'].map(maskName)).toEqual(['A*** L***', '', '𠮷○○明'])
  })
  test('never more than four characters of an id remain', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABC0123456789'), maxLength: 20 }), (id) => {
        const masked = maskId(id)
        expect(masked.length).toBe(id.length)
        expect(masked.replaceAll('*', '').length).toBe(id.length > 6 ? 4 : 0)
      }),
    )
  })
})
