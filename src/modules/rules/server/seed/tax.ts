import { rowsOf } from './row.ts'

const t = rowsOf('tax')
export const taxRules = [
  t('tax.vat.rate', 0.05, 'ratio', ['營業稅稅率', 'Business tax (VAT) rate'], 'L:G0340080 §10', {
    note: ['由行政院定之。', 'Set by the Cabinet.'],
  }),
  t('tax.vat.statutoryRange', { min: 0.05, max: 0.1 }, 'structure', ['營業稅法定稅率範圍', 'Statutory VAT range'], 'L:G0340080 §10'),
  t('tax.vat.rounding', 'halfUp', 'text', ['銷項稅額進位', 'Rounding of output tax'], 'L:G0340080 §14', {
    note: [
      '未滿一元四捨五入；先加總各項，每張發票只算一次稅。',
      'To whole dollars, half up; lines are summed first, tax once per invoice.',
    ],
  }),
  t('tax.vat.formula.exclusive', 'tax = roundHalfUp(net × rate)', 'text', ['稅外加公式', 'Tax on top'], 'L:G0340080 §14'),
  t(
    'tax.vat.formula.inclusive',
    'net = roundHalfUp(gross ÷ (1 + rate)); tax = gross − net',
    'text',
    ['稅內含公式', 'Tax included'],
    'L:G0340080 §32',
    { note: ['1,000 → 952 + 48；30,000 → 28,571 + 1,429。', '1,000 → 952 + 48; 30,000 → 28,571 + 1,429.'] },
  ),
  t('tax.vat.publicPriceIncludesTax', true, 'flag', ['定價應內含稅', 'Public prices include tax'], 'L:G0340080 §32', {
    note: ['買受人為營業人者，發票銷售額與稅額分列。', 'Invoices to businesses show sales and tax apart.'],
  }),
  t('tax.vat.reverseCharge.rate', 0.05, 'ratio', ['購買國外勞務自行報繳', 'Self-assessed tax on foreign services'], 'L:G0340080 §36', {
    note: ['專營應稅營業人免。', 'Not for fully taxable businesses.'],
  }),
  t(
    'tax.vat.passThroughExcluded',
    true,
    'flag',
    ['代收代付得不列入自己的發票', 'Pass-through left out of the own invoice'],
    'L:G0340082 §8',
    { note: ['無差額且憑證買受人載明為委託人。', 'No margin, and the voucher names the client.'] },
  ),
  t('tax.stamp.receipt', 0.004, 'ratio', ['印花稅：銀錢收據', 'Stamp tax: money receipts'], 'L:G0340091 §5, §7', {
    note: ['兼具營業發票性質者免。', 'Invoices doubling as receipts are exempt.'],
  }),
  t('tax.stamp.contract', 0.001, 'ratio', ['印花稅：承攬契約（每份）', 'Stamp tax: contracts for work, each copy'], 'L:G0340091 §5, §7'),
  t('tax.stamp.bidBondReceipt', 0.001, 'ratio', ['印花稅：押標金收據', 'Stamp tax: bid bond receipts'], 'L:G0340091 §5, §7'),
  t(
    'tax.fundraising.permitNumberOnReceipt',
    true,
    'flag',
    ['勸募收據應載許可文號', 'Fund-raising receipts carry the permit number'],
    'L:D0050138 §7, §16',
  ),
]

const i = rowsOf('invoice')
export const invoiceRules = [
  i('invoice.period.months', 2, 'month', ['發票期別', 'Invoice period'], 'gk'),
  i('invoice.number.pattern', '^[A-Z]{2}\\d{8}$', 'text', ['發票號碼格式', 'Invoice number format'], 'gk'),
  i(
    'invoice.correction',
    { beforeFiling: 'void', afterFiling: 'allowance' },
    'structure',
    ['開錯更正：未申報作廢，已申報折讓', 'Corrections: void before filing, allowance after'],
    'L:G0340082 §20, §24',
  ),
  i(
    'invoice.refund.signedAllowanceAfterFiling',
    true,
    'flag',
    ['申報期後退款須簽回折讓證明單', 'Refund after the filing period needs a signed allowance'],
    'S82',
  ),
  i('invoice.deposit.b2b', 7, 'day', ['電子發票存證期限：B2B', 'E-invoice deposit: B2B'], 'S26', {
    from: '2025-01-01',
    note: ['自開立、作廢、折讓之翌日起算，遇假日不順延。', 'From the day after issue, void or allowance; holidays do not extend it.'],
  }),
  i('invoice.deposit.b2c', 2, 'day', ['電子發票存證期限：B2C', 'E-invoice deposit: B2C'], 'S26', {
    from: '2025-01-01',
    note: ['自開立、作廢、折讓之翌日起算，遇假日不順延。', 'From the day after issue, void or allowance; holidays do not extend it.'],
  }),
  i('invoice.deposit.holidayExtends', false, 'flag', ['存證期限遇假日順延', 'Holidays extend the deposit deadline'], 'S26', {
    from: '2025-01-01',
  }),
  i(
    'invoice.unusedNumbers.deadline',
    { month: 'nextOdd', day: 10 },
    'structure',
    ['空白未使用字軌上傳期限', 'Upload of unused numbers'],
    'S26',
    { from: '2025-01-01', note: ['次單數月 10 日前。', 'By the 10th of the next odd month.'] },
  ),
  i('invoice.deposit.fine', { min: 1500, max: 15_000, currency: 'TWD' }, 'structure', ['逾期存證罰鍰', 'Fine for late deposit'], 'S26', {
    from: '2025-01-01',
  }),
  i('invoice.mig.required', '4.0', 'text', ['MIG 強制版本', 'MIG version required'], 'S27', {
    from: '2026-01-01',
    note: [
      '3.x 停用；開立 F0401、作廢 F0501、折讓 G0401、作廢折讓 G0501。',
      '3.x stopped; F0401/F0501 issue and void, G0401/G0501 allowance.',
    ],
  }),
  i('invoice.mig.current', { mig: '4.1', turnkey: '3.2' }, 'structure', ['MIG 與 Turnkey 現行版本', 'Current MIG and Turnkey'], 'S27', {
    from: '2026-01-01',
  }),
  i('invoice.carrier.mobileBarcode', '3J0002', 'text', ['載具類別：手機條碼', 'Carrier: mobile barcode'], 'S4 · S24'),
  i('invoice.carrier.citizenCertificate', 'CQ0001', 'text', ['載具類別：自然人憑證', 'Carrier: citizen certificate'], 'S4 · S24'),
  i('receipt.kind.company', 'invoice', 'text', ['公司：統一發票', 'Companies: uniform invoice'], 'gk', { uncertain: true }),
  i(
    'receipt.kind.smallBusiness',
    'exemptReceipt',
    'text',
    ['小規模營業人：免用統一發票收據', 'Small businesses: receipt without invoice'],
    'gk',
    { uncertain: true },
  ),
  i('receipt.kind.association', 'receipt', 'text', ['協會、學會、學校、機關：收據', 'Associations, schools, government: receipt'], 'gk', {
    uncertain: true,
    note: [
      '憑證種類依收費項目設定：有協會課程費開發票、會費開收據。',
      'A setting per fee item: one association invoices courses and receipts dues.',
    ],
  }),
  i(
    'receipt.toGovernment.fields',
    ['受領事由', '實收數額', '機關名稱', '受領人姓名或名稱', '身分證字號或統一編號', '開立日期', '簽名'],
    'structure',
    ['給機關的收據應記事項', 'Contents of a receipt to government'],
    'S28',
    { from: '2020-03-24' },
  ),
  i(
    'invoice.toGovernment.fields',
    ['賣方名稱與統編', '品名', '總價', '日期', '買受機關名稱或統編'],
    'structure',
    ['給機關的發票應記事項', 'Contents of an invoice to government'],
    'S28',
    { from: '2020-03-24' },
  ),
  i('cheque.wordsPrevail', true, 'flag', ['票據文字與號碼不符時以文字為準', 'Words beat figures on cheques'], 'L:G0380028 §7'),
]
