import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const paymentErrors = errorCatalogue({
  'payments.key_length': {
    status: 422,
    zh: '這裡要剛好 {length} 個英數字，請從廠商後台整段複製。',
    en: 'Exactly {length} letters and digits; copy all of it from the provider.',
  },
  'payments.keys_needed': {
    status: 422,
    zh: '改了商店代號或環境，金鑰也要重新輸入。',
    en: 'With another merchant number or environment the keys have to be typed again.',
  },
  'payments.merchant_id': {
    status: 422,
    zh: '商店代號只有英文、數字、- 和 _。',
    en: 'Merchant numbers hold letters, digits, - and _ only.',
  },
  'payments.method': { status: 422, zh: '這家金流沒有這種付款方式。', en: 'This provider does not offer that way of paying.' },
  'payments.methods_needed': { status: 422, zh: '請至少選一種付款方式。', en: 'Choose at least one way of paying.' },
  'payments.standin_test': { status: 422, zh: '模擬金流只能用在測試環境。', en: 'The stand-in goes with the test environment only.' },
  'payments.standin_missing': { status: 409, zh: '這套系統沒有開啟模擬金流。', en: 'This installation runs no stand-in of the providers.' },
  'payments.account_disabled': { status: 409, zh: '這個收款帳號已停用。', en: 'This merchant account is off.' },
  'payments.account_used': {
    status: 409,
    zh: '這個帳號收過款，紀錄要留著；不用了請停用。',
    en: 'Payments went through this account and their records stay; turn it off instead.',
  },
  'payments.keys_unreadable': {
    status: 409,
    zh: '金鑰讀不出來（系統主金鑰換過？），請重新輸入。',
    en: 'The keys cannot be read (was the installation’s key changed?); type them again.',
  },
  'payments.amount': { status: 422, zh: '金額要在 {least} 到 {most} 元之間。', en: 'The amount must be between NT${least} and NT${most}.' },
  'payments.link_invalid': {
    status: 404,
    zh: '這個付款連結無效或已過期，請回到報名頁重新付款。',
    en: 'This payment link is not valid any more; go back and start again.',
  },
  'payments.provider_unreachable': {
    status: 502,
    zh: '金流公司沒有接受這筆付款，還沒有扣款，請稍後再試。',
    en: 'The payment provider did not take this payment and nothing was charged; try again later.',
  },
})
