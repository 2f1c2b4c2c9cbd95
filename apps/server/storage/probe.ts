import { randomBytes } from 'node:crypto'
import { openStores } from './open.ts'
import type { StorageError } from './s3.ts'
import type { S3Settings } from './settings.ts'

type Said = { level: 'ok' | 'warn' | 'fail'; zh: string; en: string }
const said = (level: Said['level'], zh: string, en: string): Said => ({ level, zh, en })

/** What to do about a refusal, by the service's code. */
const advice: Record<string, [zh: string, en: string]> = {
  SignatureDoesNotMatch: ['FILES_S3_SECRET 不正確', 'FILES_S3_SECRET is wrong'],
  InvalidAccessKeyId: ['FILES_S3_KEY 不正確', 'FILES_S3_KEY is wrong'],
  NoSuchBucket: ['FILES_S3_BUCKET 不存在', 'the bucket in FILES_S3_BUCKET does not exist'],
  AccessDenied: ['這組金鑰的權限不足', 'the key may not do this'],
  RequestTimeTooSkewed: ['這台機器的時鐘不準', 'the clock of this machine is off'],
  AuthorizationHeaderMalformed: ['FILES_S3_REGION 不正確', 'FILES_S3_REGION is wrong'],
  PermanentRedirect: ['FILES_S3_ENDPOINT 或 FILES_S3_REGION 不正確', 'FILES_S3_ENDPOINT or FILES_S3_REGION is wrong'],
  network: ['FILES_S3_ENDPOINT 連不上', 'FILES_S3_ENDPOINT does not answer'],
  timeout: ['FILES_S3_ENDPOINT 太久沒有回應', 'FILES_S3_ENDPOINT does not answer in time'],
}

/** Whether uploads can be stored: in a bucket a probe is written, read back, listed and removed, and the world must not get in. */
export async function storageVerdict(dataDir: string, settings: S3Settings | null): Promise<Said> {
  const { s3 } = openStores(dataDir, settings)
  if (!s3 || !settings) return said('ok', '檔案存於資料夾。', 'Files lie in the data folder.')
  const key = `probe/${randomBytes(8).toString('hex')}`
  const bytes = randomBytes(64)
  try {
    await s3.put(key, bytes)
    try {
      const back = await s3.get(key)
      let listed = false
      for await (const f of s3.list('probe/')) listed ||= f.key === key
      if (!back?.equals(bytes) || !listed || !(await s3.has(key)))
        return said('fail', '儲存空間讀回的內容不同。', 'The storage gives back something else than it was given.')
      const open = [await s3.askAnonymously(key), await s3.askAnonymously()]
      if (open.includes(200))
        return said(
          'fail',
          '儲存桶是公開的：任何人都讀得到檔案，請立即關閉。',
          'The bucket is public: anybody can read the files. Close it at once.',
        )
    } finally {
      await s3.remove(key)
    }
    if (await s3.has(key)) return said('fail', '儲存空間沒有刪除檔案。', 'The storage does not remove files.')
  } catch (e) {
    const { code, message } = e as StorageError
    const [zh, en] = advice[code] ?? [message, message]
    return said('fail', `檔案儲存空間無法使用：${zh}。`, `The file storage cannot be used: ${en}.`)
  }
  if (settings.endpoint.startsWith('http:') && !/\/\/(localhost|127\.)/.test(settings.endpoint))
    return said('warn', '檔案以明文傳到儲存空間，請改用 https。', 'Files travel to the storage in the open; use https.')
  return said('ok', '檔案儲存空間可讀、寫、刪除，且不公開。', 'The file storage can be read, written and cleared, and is not public.')
}
