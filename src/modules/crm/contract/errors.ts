import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const crmErrors = errorCatalogue({
  'crm.reason_required': { status: 422, zh: '要看完整證號，請先寫下原因。', en: 'Say why before an identity number is shown.' },
  'crm.name_required': { status: 422, zh: '請填姓名或名稱。', en: 'A name is needed.' },
  'crm.email_invalid': { status: 422, zh: '電子郵件格式不對。', en: 'This is not an e-mail address.' },
  'crm.phone_invalid': {
    status: 422,
    zh: '電話格式不對，例如 02-2345-6789 分機 12、0912-345-678、+81 3 1234 5678。',
    en: 'Not a telephone number; e.g. 02-2345-6789 ext. 12, 0912-345-678, +81 3 1234 5678.',
  },
  'crm.tax_id_format': { status: 422, zh: '統一編號是 8 位數字。', en: 'A Taiwan tax ID has 8 digits.' },
  'crm.tax_id_checksum': { status: 422, zh: '統一編號檢查碼不對，請核對每一位數字。', en: 'The check digit of this tax ID is wrong.' },
  'crm.same_record': { status: 422, zh: '這是同一筆資料。', en: 'This is one and the same record.' },
  'crm.one_value': { status: 422, zh: '這個欄位只能留一個值。', en: 'This field holds one value only.' },
  'crm.merge_conflict': {
    status: 409,
    zh: '兩筆都出現在同一份「{table}」裡，請先處理那裡的重複再合併。',
    en: 'Both stand in the same {table}; settle that first, then merge.',
  },
  'crm.merge_undone': { status: 409, zh: '這次合併已經復原了。', en: 'This merge was undone already.' },
  'crm.merge_undo_order': {
    status: 409,
    zh: '之後又合併過「{name}」，請先復原那一次。',
    en: 'A later merge (“{name}”) has to be undone first.',
  },
  'crm.merge_survivor_gone': {
    status: 409,
    zh: '保留的那一筆已經刪除，無法分開。',
    en: 'The record that stayed is gone; the two cannot be parted any more.',
  },
  'crm.tax_id_taken': { status: 409, zh: '已有另一家公司用這個統一編號。', en: 'Another company has this tax ID.' },
  'crm.national_id_format': {
    status: 422,
    zh: '證號格式不對（身分證、居留證或護照）。',
    en: 'Not an identity number (national ID, resident ID or passport).',
  },
  'crm.national_id_checksum': {
    status: 422,
    zh: '證號檢查碼不對，請核對每一個字。',
    en: 'The check digit of this identity number is wrong.',
  },
  'crm.country_unknown': { status: 422, zh: '不認得這個國家或地區。', en: 'Unknown country or region.' },
  'crm.url_invalid': { status: 422, zh: '網址要以 https:// 或 http:// 開頭。', en: 'A web address starts with https:// or http://.' },
  'crm.masked_value': {
    status: 422,
    zh: '這是遮蔽後的內容，不能存回去；請輸入完整內容。',
    en: 'This is a masked value; enter the whole one.',
  },
  'crm.cannot_unseal': {
    status: 409,
    zh: '這個證號是用另一把金鑰加密的，這套系統打不開；請重新輸入。',
    en: 'This number was sealed with another key; please enter it again.',
  },
  'crm.import_empty': { status: 422, zh: '檔案裡沒有資料列。', en: 'The file holds no rows.' },
  'crm.import_type': {
    status: 415,
    zh: '請上傳 CSV 或 XLSX 檔（舊的 .xls 請先另存為 .xlsx）。',
    en: 'Upload a CSV or XLSX file (save an old .xls as .xlsx first).',
  },
  'crm.import_encoding': {
    status: 422,
    zh: '認不出文字編碼；請用 UTF-8、Big5 或 UTF-16 另存。',
    en: 'The text encoding is unknown; save it as UTF-8, Big5 or UTF-16.',
  },
  'crm.import_damaged': { status: 422, zh: '檔案損壞或不是真正的試算表，讀不出內容。', en: 'The file is damaged or no real spreadsheet.' },
  'crm.import_too_large': { status: 413, zh: '檔案太大：上限 {limit}。', en: 'The file is too large: at most {limit}.' },
  'crm.import_too_many_rows': { status: 422, zh: '超過 {limit} 列，請分成幾個檔案。', en: 'More than {limit} rows; split the file.' },
  'crm.import_too_many_columns': { status: 422, zh: '超過 {limit} 欄。', en: 'More than {limit} columns.' },
  'crm.import_too_complex': {
    status: 422,
    zh: '檔案太複雜，在時限內讀不完；請另存為 CSV 再上傳。',
    en: 'Too complex to read in time; save it as CSV and upload that.',
  },
  'crm.import_cell_too_long': { status: 422, zh: '內容太長，上限 {limit} 字。', en: 'Too long: at most {limit} characters.' },
  'crm.import_mapping': {
    status: 422,
    zh: '欄位對應有誤：至少要對應姓名（或公司名稱），同一個欄位不能對應兩次。',
    en: 'The mapping is wrong: a name is needed, and no field twice.',
  },
  'crm.import_expired': {
    status: 410,
    zh: '這份上傳已過期或已匯入，請重新上傳。',
    en: 'This upload has expired or was imported; please upload it again.',
  },
  // Hints: they never refuse.
  'crm.tax_id_new_rule': {
    status: 200,
    zh: '只符合 112 年 4 月後的新編碼規則；若公司設立較早，請再核對。',
    en: 'Meets only the rule of April 2023; check it if the company is older.',
  },
  'crm.tax_id_padded': {
    status: 200,
    zh: '試算表去掉了開頭的 0，已補回 8 位。',
    en: 'The spreadsheet dropped a leading zero; it was put back.',
  },
})
export type CrmCode = keyof typeof crmErrors
