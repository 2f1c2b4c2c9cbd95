import { errorCatalogue } from '../../../src/kernel/contract/problem.ts'
import { AppError, registerErrors } from '../../../src/kernel/server/errors.ts'

const errors = errorCatalogue({
  'backup.exists': { status: 409, zh: '檔案已存在，不會覆寫：{file}', en: 'The file is there already and is not overwritten: {file}' },
  'backup.no_space': { status: 507, zh: '磁碟空間不足：{file}', en: 'No space left on the disk: {file}' },
  'backup.unwritable': { status: 403, zh: '無法寫入：{file}', en: 'Cannot be written: {file}' },
  'backup.running': { status: 409, zh: '另一個備份正在進行。', en: 'Another backup is running.' },
  'backup.not_due': { status: 409, zh: '已有剛做好的備份。', en: 'A backup has just been made.' },
  'backup.passphrase_short': { status: 422, zh: '密語至少要 {min} 個字元。', en: 'The passphrase needs {min} characters or more.' },
  'backup.passphrase_file': { status: 422, zh: '讀不到密語檔：{file}', en: 'The passphrase file cannot be read: {file}' },
  'backup.unsound': {
    status: 500,
    zh: '備份寫完後檢查不過，已刪除：{reason}',
    en: 'The backup did not pass its check and was removed: {reason}',
  },
  'backup.not_installed': { status: 409, zh: '資料庫裡還沒有辦桌的資料。', en: 'There is no Bantoh installation in the database.' },
  'backup.no_folder': { status: 422, zh: '尚未設定 BACKUP_DIR。', en: 'BACKUP_DIR is not set.' },
  'restore.no_file': { status: 404, zh: '找不到備份檔：{file}', en: 'No such backup: {file}' },
  'restore.not_backup': { status: 422, zh: '這不是辦桌的備份檔。', en: 'This is not a backup of Bantoh.' },
  'restore.damaged': {
    status: 422,
    zh: '備份檔已損毀（{reason}），沒有還原任何資料。',
    en: 'The backup is damaged ({reason}); nothing was restored.',
  },
  'restore.passphrase_missing': {
    status: 422,
    zh: '備份已加密，請以 BANTOH_BACKUP_PASSPHRASE 或 --passphrase-file 提供密語。',
    en: 'The backup is encrypted: give the passphrase in BANTOH_BACKUP_PASSPHRASE or with --passphrase-file.',
  },
  'restore.passphrase_wrong': {
    status: 422,
    zh: '密語不對，或備份檔的開頭已損毀。',
    en: 'Wrong passphrase, or the beginning of the backup is damaged.',
  },
  'restore.newer': {
    status: 409,
    zh: '備份由較新的版本（{release}）產生，請先更新程式。',
    en: 'The backup was made by a newer release ({release}); update the program first.',
  },
  'restore.not_empty': {
    status: 409,
    zh: '這裡已有資料。確定要以備份取代，請加 --replace。',
    en: 'There is data here already. To put the backup in its place, add --replace.',
  },
  'restore.foreign_database': {
    status: 409,
    zh: '這個資料庫裡有不屬於辦桌的資料表，請用空的資料庫。',
    en: 'This database holds tables that are not Bantoh’s; use an empty one.',
  },
  'restore.in_use': {
    status: 409,
    zh: '資料庫還有其他程式連著（{count} 個連線），請先停止所有辦桌的程序。',
    en: 'Others are connected to the database ({count}); stop all processes of Bantoh first.',
  },
  'restore.schema_differs': {
    status: 409,
    zh: '備份與程式的資料表不一致：{table}。沒有還原任何資料。',
    en: 'The tables of the backup are not those of this program: {table}. Nothing was restored.',
  },
  'files.where': { status: 422, zh: '--to 只能是 s3 或 disk。', en: '--to takes s3 or disk.' },
  'files.no_s3': {
    status: 409,
    zh: '沒有設定 FILES_S3_ENDPOINT 等儲存空間。複製期間兩邊的設定都要在。',
    en: 'FILES_S3_ENDPOINT and its like are not set. While files are copied both sides must be known.',
  },
  'restore.unfinished': {
    status: 503,
    zh: '上次的還原沒有完成，請再還原一次：npm run -s bantoh -- restore --in {file}',
    en: 'The last restore did not finish; restore again: npm run -s bantoh -- restore --in {file}',
  },
})
registerErrors(errors)

/** A refusal of backup or restore; the code must stand in the catalogue above. */
export const refusal = (code: keyof typeof errors, params: Record<string, string | number> = {}) => new AppError(code, params)

/** Puts what the file system says into our words. */
export function fileRefusal(e: unknown, file: string): Error {
  const code = (e as NodeJS.ErrnoException)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT') return refusal('backup.no_space', { file })
  if (code === 'EEXIST') return refusal('backup.exists', { file })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT' || code === 'ENOTDIR')
    return refusal('backup.unwritable', { file })
  return e as Error
}
