import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { prepareDataFolder, readSecretKey } from './data-folder.ts'

export type Setting<S extends z.ZodType = z.ZodType> = {
  env: string
  /** Never repeated in messages, and may come from the file that `<NAME>_FILE` names. */
  secret?: true
  flag?: string
  schema: S
  fallback: string
  zh: string
  en: string
  wrong: [zh: string, en: string]
}
export const setting = <S extends z.ZodType>(s: Setting<S>) => s

export const yesNo: [string, string] = ['請填 on 或 off', 'must be on or off']
export const urlOf = (...schemes: string[]) =>
  z
    .string()
    .refine((v) => URL.canParse(v) && schemes.includes(new URL(v).protocol) && (schemes[0] !== 'smtp:' || new URL(v).hostname !== ''))
const isOrigin = (v: string) =>
  URL.canParse(v) && /^https?:$/.test(new URL(v).protocol) && new URL(v).origin === v.replace(/\/$/, '').toLowerCase()

/** Every setting there is. `docs/guides/configuration.md` is written from this table and tested against it. */
export const settings = {
  port: setting({
    env: 'PORT',
    flag: 'port',
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().min(0).max(65_535)),
    fallback: '8080',
    zh: '網頁服務的連接埠；0 表示自動挑選。',
    en: 'Port of the web server; 0 picks a free one.',
    wrong: ['必須是 0 到 65535 的整數', 'must be an integer from 0 to 65535'],
  }),
  host: setting({
    env: 'HOST',
    flag: 'host',
    schema: z.string().regex(/^[\w.:-]+$/),
    fallback: '127.0.0.1',
    zh: '監聽的位址；預設僅限本機，0.0.0.0 開放給所有網路介面。',
    en: 'Address to listen on; loopback only by default, 0.0.0.0 opens every interface.',
    wrong: ['必須是主機名稱或 IP 位址', 'must be a host name or an IP address'],
  }),
  dataDir: setting({
    env: 'DATA_DIR',
    flag: 'data-dir',
    schema: z.string().transform((v) => resolve(v)),
    fallback: './data',
    zh: '資料夾：資料庫、檔案與金鑰都在這裡，備份這一個資料夾即可。預設在程式目錄下；`npm run demo` 為 `./data-demo`。',
    en: 'Data folder: database, files and secrets; the one folder to back up. By default in the checkout; `./data-demo` for `npm run demo`.',
    wrong: ['必須是資料夾路徑', 'must be the path of a folder'],
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    secret: true,
    schema: urlOf('postgres:', 'postgresql:').optional(),
    fallback: '',
    zh: '外部 PostgreSQL（15 以上）的網址，帳號須為資料庫擁有者；留空使用內建的 PostgreSQL。',
    en: 'URL of an external PostgreSQL (15 or later) whose user owns the database; empty starts the embedded one.',
    wrong: ['必須是 postgres://使用者:密碼@主機:埠/資料庫', 'must look like postgres://user:password@host:port/database'],
  }),
  publicUrl: setting({
    env: 'PUBLIC_URL',
    schema: z
      .string()
      .refine((v) => v === '' || isOrigin(v))
      .transform((v) => v.replace(/\/$/, '')),
    fallback: '',
    zh: '對外的網址（信件、QR code 與公開網頁的連結用），例如 `https://events.example.tw`；留空則用監聽的位址。',
    en: 'Address under which people reach the server (links in mails, QR codes, public pages); empty uses the listening address.',
    wrong: ['必須是不含路徑的 http(s) 網址', 'must be an http(s) address without a path'],
  }),
  smtpUrl: setting({
    env: 'SMTP_URL',
    secret: true,
    schema: urlOf('smtp:', 'smtps:').optional(),
    fallback: '',
    zh: '寄信伺服器，例如 `smtps://user:password@mail.example.tw`；留空則信件留在系統內的寄件匣，不會寄出。',
    en: 'Mail server, e.g. `smtps://user:password@mail.example.tw`; empty keeps mails in the outbox of the app and sends none.',
    wrong: ['必須是 smtp:// 或 smtps:// 網址', 'must be an smtp:// or smtps:// address'],
  }),
  mailFrom: setting({
    env: 'MAIL_FROM',
    schema: z.string().regex(/^[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/),
    fallback: '辦桌 Bantoh <no-reply@localhost>',
    zh: '信件的寄件人。',
    en: 'Sender of mails.',
    wrong: ['必須是「名稱 <帳號@網域>」或「帳號@網域」', 'must be "Name <account@domain>" or "account@domain"'],
  }),
  trustProxy: setting({
    env: 'TRUST_PROXY',
    schema: z.stringbool(),
    fallback: 'off',
    zh: '前面有反向代理時開啟，才會採用 X-Forwarded-For 等標頭。',
    en: 'On behind a reverse proxy, whose X-Forwarded-* headers are then believed.',
    wrong: yesNo,
  }),
  rateLimits: setting({
    env: 'RATE_LIMITS',
    schema: z.stringbool(),
    fallback: 'on',
    zh: '每個來源位址的請求次數限制；壓力測試時可關閉。',
    en: 'Limits on requests per client address; off for load tests.',
    wrong: yesNo,
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    fallback: 'info',
    zh: '記錄的詳細程度：trace、debug、info、warn、error、fatal、silent。',
    en: 'Detail of the log: trace, debug, info, warn, error, fatal, silent.',
    wrong: ['必須是 trace、debug、info、warn、error、fatal、silent 之一', 'must be one of trace, debug, info, warn, error, fatal, silent'],
  }),
  secretKey: setting({
    env: 'SECRET_KEY',
    secret: true,
    schema: z.string().min(32).optional(),
    fallback: '',
    zh: '簽章與加密的主金鑰，至少 32 字元；留空則產生一次並存於資料夾的 `secrets.json`。多個程序共用一個資料庫時必須設成相同的值。',
    en: 'Key behind signatures and encryption, 32 characters or more; empty makes one, kept in `secrets.json` of the data folder. Processes that share a database need the same.',
    wrong: ['至少 32 字元', 'must have 32 characters or more'],
  }),
  metricsToken: setting({
    env: 'METRICS_TOKEN',
    secret: true,
    schema: z.string().min(16).optional(),
    fallback: '',
    zh: '開啟 `/metrics`（Prometheus 格式），讀取者以 `Authorization: Bearer` 帶這個值，至少 16 字元；留空則關閉。',
    en: 'Opens `/metrics` (Prometheus) to readers that send this as `Authorization: Bearer`, 16 characters or more; empty keeps it closed.',
    wrong: ['至少 16 字元', 'must have 16 characters or more'],
  }),
  passwordBreachApi: setting({
    env: 'PASSWORD_BREACH_API',
    schema: urlOf('https:', 'http:').optional(),
    fallback: '',
    zh: '查詢外洩密碼的服務，例如 `https://api.pwnedpasswords.com/range/`，只送出雜湊值的前 5 碼；留空則只用內建的名單。',
    en: 'Service that knows leaked passwords, e.g. `https://api.pwnedpasswords.com/range/`; it gets five characters of a hash. Empty uses the built-in list alone.',
    wrong: ['必須是 https:// 網址', 'must be an https:// address'],
  }),
  webhookLoopback: setting({
    env: 'WEBHOOK_LOOPBACK',
    schema: z.stringbool(),
    fallback: 'off',
    zh: '開發用：Webhook 可以送到本機（包括 http://）。正式環境請保持關閉。',
    en: 'For development: webhooks may be sent to this machine, over http:// too. Keep it off in production.',
    wrong: yesNo,
  }),
  backupDir: setting({
    env: 'BACKUP_DIR',
    schema: z
      .string()
      .transform((v) => resolve(v))
      .optional(),
    fallback: '',
    zh: '排程備份存放的資料夾，最好在另一顆磁碟；留空則不自動備份。',
    en: 'Folder for scheduled backups, best on another disk; empty makes none.',
    wrong: ['必須是資料夾路徑', 'must be the path of a folder'],
  }),
  backupAt: setting({
    env: 'BACKUP_AT',
    schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    fallback: '03:30',
    zh: '每天備份的時刻，依這台機器的時區（環境變數 `TZ`）。',
    en: 'Time of the daily backup, in the time zone of the machine (variable `TZ`).',
    wrong: ['必須是 HH:MM', 'must be HH:MM'],
  }),
  backupKeep: setting({
    env: 'BACKUP_KEEP',
    schema: z
      .string()
      .regex(/^[1-9]\d{0,2},\d{1,3},\d{1,3}$/)
      .transform((v) => v.split(',').map(Number) as [number, number, number]),
    fallback: '7,4,12',
    zh: '保留幾份：每日、每週、每月。',
    en: 'Backups that stay: daily, weekly, monthly.',
    wrong: ['必須是三個數字，例如 7,4,12', 'must be three numbers, as in 7,4,12'],
  }),
  backupPassphrase: setting({
    env: 'BANTOH_BACKUP_PASSPHRASE',
    secret: true,
    schema: z.string().min(12).optional(),
    fallback: '',
    zh: '備份的加密密語，至少 12 字元；留空則不加密，也不含主金鑰。',
    en: 'Passphrase that encrypts backups, 12 characters or more; empty leaves them plain and without the key.',
    wrong: ['至少 12 字元', 'must have 12 characters or more'],
  }),
}
type Values = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> }
export type Config = Omit<Values, 'secretKey'> & { secretKey: string; demo: boolean }

/** Wrong settings; the message names each of them in both languages. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The checkout, wherever the process was started. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')

/** The value of a variable; of a secret one also from the file that `<NAME>_FILE` names, as Docker and systemd hand them over. */
function given(s: Setting, env: Record<string, string | undefined>): string | undefined {
  const file = s.secret && env[`${s.env}_FILE`]
  return env[s.env] || (file ? readFileSync(file, 'utf8').replace(/\r?\n$/, '') : undefined) || undefined
}

/** Reads a table of settings; a flag wins over its variable. Throws ConfigError naming every wrong one. */
export function readSettings<T extends Record<string, Setting>>(
  table: T,
  env: Record<string, string | undefined>,
  flags: Record<string, unknown> = {},
  fallbacks: Record<string, string> = {},
): { [K in keyof T]: z.output<T[K]['schema']> } {
  const values: Record<string, unknown> = {}
  const wrong: string[] = []
  for (const [key, s] of Object.entries(table)) {
    try {
      const value = (s.flag && (flags[s.flag] as string | undefined)) || given(s, env)
      const fallback = fallbacks[key] ?? s.fallback
      const read = s.schema.safeParse(value ?? (fallback || (key === 'publicUrl' ? '' : undefined)))
      if (read.success) values[key] = read.data
      else wrong.push(`  ${s.env}${s.secret || /_(URL|ENDPOINT)$/.test(s.env) ? '' : `=${value}`}：${s.wrong[0]} / ${s.wrong[1]}`)
    } catch (e) {
      wrong.push(`  ${s.env}_FILE：讀不到檔案 / cannot read the file: ${(e as NodeJS.ErrnoException).code}`)
    }
  }
  if (wrong.length) throw new ConfigError(`設定有誤 / wrong settings:\n${wrong.join('\n')}`)
  return values as never
}

/**
 * Reads the settings from `env` and from the flags in `argv` (`--port`, `--host`, `--data-dir`, `--demo`; a flag wins),
 * makes the data folder and, once, the secret key. An empty variable counts as not set. Throws ConfigError.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env, argv: readonly string[] = []): Config {
  const entries = Object.entries(settings)
  const options = Object.fromEntries(entries.flatMap(([, s]) => (s.flag ? [[s.flag, { type: 'string' as const }]] : [])))
  let flags: Record<string, unknown>
  try {
    flags = parseArgs({ args: [...argv], options: { ...options, demo: { type: 'boolean' } } }).values
  } catch (e) {
    throw new ConfigError(`無法辨識的參數 / unknown option: ${(e as Error).message}`)
  }
  const demo = flags.demo === true
  const config = readSettings(settings, env, flags, { dataDir: join(projectRoot, demo ? 'data-demo' : 'data') })
  prepareDataFolder(config.dataDir)
  return { ...config, demo, secretKey: config.secretKey ?? readSecretKey(config.dataDir) }
}
