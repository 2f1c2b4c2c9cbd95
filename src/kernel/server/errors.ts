import type { ErrorCatalogue, Problem } from '../contract/problem.ts'
import { errorCatalogue } from '../contract/problem.ts'
import type { Lang } from '../contract/localized.ts'

type Params = Record<string, string | number>
export type FieldError = { path: string; code: string; message: string }

/** Thrown early by any layer, turned into an RFC 9457 answer once, at the edge. */
export class AppError extends Error {
  readonly code: string
  readonly params: Params
  readonly fields: FieldError[] | undefined
  constructor(code: string, params: Params = {}, fields?: FieldError[]) {
    super(code)
    this.code = code
    this.params = params
    this.fields = fields
  }
}

export const kernelErrors = errorCatalogue({
  'request.invalid': { status: 422, zh: '資料有誤，請看各欄說明。', en: 'Some fields are not right; see each of them.' },
  'request.malformed': { status: 400, zh: '讀不懂這個請求。', en: 'The request could not be read.' },
  'request.unknown_path': { status: 404, zh: '沒有這個網址。', en: 'There is nothing at this address.' },
  'request.method_not_allowed': { status: 405, zh: '這個網址不接受 {method}。', en: 'This address does not take {method}.' },
  'request.too_large': { status: 413, zh: '內容太大，超過 {limit}。', en: 'Too large: more than {limit}.' },
  'request.unsupported_type': { status: 415, zh: '不接受這種格式。', en: 'This media type is not accepted.' },
  'request.rate_limited': {
    status: 429,
    zh: '請求太頻繁，請 {seconds} 秒後再試。',
    en: 'Too many requests; try again in {seconds} seconds.',
  },
  'text.required': { status: 422, zh: '請填寫。', en: 'Please fill this in.' },
  'zone.unknown': { status: 422, zh: '不認得這個時區。', en: 'Unknown time zone.' },
  'auth.required': { status: 401, zh: '請先登入。', en: 'Please sign in first.' },
  'auth.out_of_scope': { status: 403, zh: '這把金鑰沒有勾選這個範圍。', en: 'This key was not given the scope for this.' },
  'auth.forbidden': { status: 403, zh: '您的角色不能做這件事。', en: 'Your role may not do this.' },
  'auth.factor_required': {
    status: 403,
    zh: '您的組織要求登入時再多一道驗證，請先到「登入安全」設定，再繼續使用。',
    en: 'Your organisation asks for a second step at sign-in; set one up under “Security” first.',
  },
  'auth.step_up_required': { status: 403, zh: '請再確認一次是您本人。', en: 'Please confirm once more that it is you.' },
  'record.not_found': {
    status: 404,
    zh: '找不到這筆資料，可能已被刪除，或不在您的權限內。',
    en: 'Not found: removed, or outside what you may see.',
  },
  'record.conflict': {
    status: 409,
    zh: '這筆資料剛被別人改過，請重新載入後再改。',
    en: 'Someone changed this record meanwhile; reload and try again.',
  },
  'batch.refused': {
    status: 422,
    zh: '有 {count} 處不能存，整批都沒有改；請看各列說明。',
    en: 'Refused in {count} places, so nothing was changed; see each row.',
  },
  'record.duplicate': { status: 409, zh: '已有相同的資料（{field}）。', en: 'Already there ({field}).' },
  'record.in_use': { status: 409, zh: '還有其他資料用到它，不能刪除。', en: 'Other records still use it.' },
  'idempotency.reused': { status: 409, zh: '同一個重送識別碼用在不同內容。', en: 'The idempotency key was used with another request.' },
  'file.refused': { status: 422, zh: '不接受這個檔案：{reason}', en: 'File refused: {reason}' },
  'file.storage_unavailable': {
    status: 503,
    zh: '檔案儲存空間暫時連不上，請稍後再試；若一直如此，請通知系統管理者。',
    en: 'The file storage is out of reach; try again shortly, and tell the administrator if it stays so.',
  },
  'file.scan_unavailable': {
    status: 503,
    zh: '掃毒服務暫時沒有回應，檔案先不收；請稍後再試。',
    en: 'The virus scanner does not answer, so the file was not taken; try again shortly.',
  },
  'file.damaged': {
    status: 500,
    zh: '這個檔案的內容遺失或損毀，請通知系統管理者由備份還原。',
    en: 'The content of this file is lost or damaged; ask the administrator to bring it back from a backup.',
  },
  'server.busy': { status: 503, zh: '系統忙碌中，請稍後再試。', en: 'Busy; please try again shortly.' },
  'server.disk_full': {
    status: 507,
    zh: '伺服器的磁碟滿了，資料沒有改變。請通知系統管理者清出空間。',
    en: 'The server’s disk is full; nothing was changed. Tell its administrator.',
  },
  'server.failed': {
    status: 500,
    zh: '系統出錯了，資料沒有改變。請記下編號 {request}。',
    en: 'Something failed; nothing was changed. Reference {request}.',
  },
})

const catalogue = new Map<string, ErrorCatalogue[string]>(Object.entries(kernelErrors))
/** Adds a module's catalogue; a code that is already there is a programming error. */
export function registerErrors(errors: ErrorCatalogue) {
  for (const [code, text] of Object.entries(errors)) {
    const old = catalogue.get(code)
    if (old && old !== text) throw new Error(`error code ${code} is declared twice`)
    catalogue.set(code, text)
  }
}
export const knownErrors = () => catalogue

// What PostgreSQL refuses, in words that a person understands.
const pgCodes: Record<string, (e: any) => AppError> = {
  '23505': (e) =>
    new AppError('record.duplicate', { field: /\(([^)]+)\)=/.exec(e.detail ?? '')?.[1]?.replace(/organisation_id, ?/, '') ?? '' }),
  '23503': (e) => (/is still referenced/.test(e.detail ?? '') ? new AppError('record.in_use') : new AppError('record.not_found')),
  '23514': (e) => new AppError('request.invalid', {}, [{ path: e.constraint ?? '', code: 'check', message: e.constraint ?? '' }]),
  '22P02': () => new AppError('request.malformed'),
  '22001': () => new AppError('request.invalid'),
  '22003': () => new AppError('request.invalid'),
  '22007': () => new AppError('request.invalid'),
  '22008': () => new AppError('request.invalid'),
  '22021': () => new AppError('request.malformed'),
  '22P05': () => new AppError('request.malformed'),
  '42501': () => new AppError('record.not_found'),
  '40001': () => new AppError('server.busy'),
  '40P01': () => new AppError('server.busy'),
  '53100': () => new AppError('server.disk_full'),
  '53300': () => new AppError('server.busy'),
}
/** The database went away in the middle: whether a last commit arrived, nobody knows. Such an answer never says that nothing was changed. */
export function lostDatabase(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return (
    /^(08|57P|ECONN|EPIPE|ETIMEDOUT)/.test(code) ||
    /Connection terminated|not queryable|Query read timeout|timeout exceeded when trying to connect/.test(message)
  )
}

/** Any thrown value as a problem in `lang`; only unknown faults become 500, and they carry no inner text. */
export function toProblem(error: unknown, lang: Lang, requestId: string): Problem {
  const e = normalise(error)
  const text = catalogue.get(e.code) ?? kernelErrors['server.failed']
  const params: Params = { request: requestId, ...e.params }
  const say = (t: string) => t.replaceAll(/\{(\w+)\}/g, (_, k) => String(params[k] ?? ''))
  // A field whose message only repeats its code or path speaks with the words of its code.
  const told = (f: FieldError) => {
    const known = ['', f.code, f.path].includes(f.message) ? catalogue.get(f.code) : undefined
    return known ? { ...f, message: say(lang === 'en' ? known.en : known.zh) } : f
  }
  return {
    type: `urn:bantoh:problem:${e.code}`,
    title: say(lang === 'en' ? text.en : text.zh),
    status: text.status,
    code: e.code,
    ...(e.fields ? { fields: e.fields.map(told) } : {}),
  }
}

export function normalise(error: unknown): AppError {
  if (error instanceof AppError) return error
  const e = error as { code?: string; statusCode?: number; message?: string }
  if (typeof e?.code === 'string' && pgCodes[e.code]) return pgCodes[e.code]!(e)
  if (lostDatabase(e ?? {})) return new AppError('server.busy')
  if (e?.code === 'ENOSPC' || e?.code === 'EDQUOT') return new AppError('server.disk_full')
  if (e?.statusCode === 415) return new AppError('request.unsupported_type')
  if (e?.statusCode && e.statusCode >= 400 && e.statusCode < 500) return new AppError('request.malformed')
  return new AppError('server.failed')
}
