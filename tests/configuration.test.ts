import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError, loadConfig, type Setting, settings } from '../src/kernel/server/config.ts'
import { processSettings, readProcess } from '../apps/server/process-settings.ts'
import { readServices, serviceSettings } from '../apps/server/storage/settings.ts'
import { lock, prepareDataFolder, readSecretKey } from '../src/kernel/server/data-folder.ts'

const base = mkdtempSync(join(tmpdir(), 'bantoh-config-'))
afterAll(() => rmSync(base, { recursive: true }))
const DATA_DIR = join(base, 'data')
const load = (env: Record<string, string>, argv: string[] = []) => loadConfig({ DATA_DIR, ...env }, argv)
function refusal(env: Record<string, string>, argv: string[] = []): string {
  try {
    load(env, argv)
  } catch (e) {
    expect(e).toBeInstanceOf(ConfigError)
    return (e as Error).message
  }
  return 'accepted'
}

test('nothing set: loopback, embedded database, no mail sent; an empty variable is not set', () => {
  const { secretKey, ...rest } = load({ PORT: '', SMTP_URL: '', DATABASE_URL: '' })
  expect(rest).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: DATA_DIR,
    databaseUrl: undefined,
    publicUrl: '',
    smtpUrl: undefined,
    mailFrom: '辦桌 Bantoh <no-reply@localhost>',
    trustProxy: false,
    rateLimits: true,
    logLevel: 'info',
    metricsToken: undefined,
    webhookLoopback: false,
    backupDir: undefined,
    backupAt: '03:30',
    backupKeep: [7, 4, 12],
    backupPassphrase: undefined,
    demo: false,
  })
  expect(secretKey).toMatch(/^[\w-]{43}$/)
})

test('values are read, flags win over variables', () => {
  const config = load(
    {
      PORT: '1',
      TRUST_PROXY: 'on',
      RATE_LIMITS: 'off',
      PUBLIC_URL: 'https://events.example.tw/',
      MAIL_FROM: '祕書處 <office@example.tw>',
      SECRET_KEY: 'k'.repeat(32),
    },
    ['--port', '0', '--host=::1', '--demo'],
  )
  expect(config).toMatchObject({
    port: 0,
    host: '::1',
    demo: true,
    trustProxy: true,
    rateLimits: false,
    publicUrl: 'https://events.example.tw',
    mailFrom: '祕書處 <office@example.tw>',
    secretKey: 'k'.repeat(32),
    dataDir: DATA_DIR,
  })
})

test('every wrong value is named in both languages, and no URL is repeated', () => {
  const wrong = {
    PORT: ['x', '65536', '-1', '1.5', '8080 ', '0x50'],
    HOST: ['a b', 'http://x'],
    DATABASE_URL: ['mysql://root:hunter2@x', 'localhost'],
    PUBLIC_URL: ['example.tw', 'https://example.tw/path', 'ftp://x', 'https://u:hunter2@example.tw'],
    SMTP_URL: ['mail.example.tw', 'http://hunter2@x'],
    MAIL_FROM: ['nobody', 'A <a@b>\r\nBcc: <c@d>'],
    TRUST_PROXY: ['maybe'],
    LOG_LEVEL: ['loud'],
    SECRET_KEY: ['hunter2'],
    BACKUP_AT: ['24:00', '3:30', '03:30 UTC'],
    BACKUP_KEEP: ['7', '0,4,12', '7,4,x'],
    BANTOH_BACKUP_PASSPHRASE: ['hunter2'],
  }
  for (const [name, values] of Object.entries(wrong))
    for (const value of values) {
      const said = refusal({ [name]: value })
      const s = Object.values(settings).find((x) => x.env === name)!
      expect([name, value, said.includes(`${name}`) && said.includes(s.wrong[0]) && said.includes(s.wrong[1])]).toEqual([name, value, true])
      expect(said).not.toContain('hunter2')
    }
  expect(refusal({ PORT: 'x', LOG_LEVEL: 'loud' }).split('\n')).toHaveLength(3)
  expect(refusal({}, ['--prot', '1'])).toContain('--prot')
})

test('secrets come from files, too; a file that is not there stops the start, a plain variable wins', () => {
  const path = join(base, 'key')
  writeFileSync(path, `${'f'.repeat(40)}\n`)
  expect(load({ SECRET_KEY_FILE: path }).secretKey).toBe('f'.repeat(40))
  expect(load({ SECRET_KEY_FILE: path, SECRET_KEY: 'v'.repeat(40) }).secretKey).toBe('v'.repeat(40))
  expect(load({ LOG_LEVEL_FILE: path }).logLevel).toBe('info')
  expect(refusal({ SECRET_KEY_FILE: join(base, 'nowhere') })).toContain('SECRET_KEY_FILE')
  writeFileSync(path, 'hunter2')
  expect(refusal({ SECRET_KEY_FILE: path })).not.toContain('hunter2')
})

test('services: none by default, S3 whole or not at all, and no secret is repeated', () => {
  const s3 = { FILES_S3_ENDPOINT: 'https://s3.example.tw', FILES_S3_BUCKET: 'events', FILES_S3_KEY: 'key', FILES_S3_SECRET: 'hunter2' }
  expect(readServices({})).toEqual({ s3: null, clamav: null, traces: null })
  expect(readServices({ ...s3, FILES_S3_PREFIX: 'a/b', CLAMAV_HOST: 'clam:3310' })).toEqual({
    s3: {
      endpoint: 'https://s3.example.tw',
      bucket: 'events',
      region: 'us-east-1',
      key: 'key',
      secret: 'hunter2',
      prefix: 'a/b/',
      pathStyle: true,
    },
    clamav: { host: 'clam', port: 3310 },
    traces: null,
  })
  expect(
    readServices({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x=y,a=b' })
      .traces,
  ).toEqual({
    endpoint: 'http://collector:4318',
    headers: { authorization: 'Bearer x=y', a: 'b' },
    service: 'bantoh',
  })
  const said = (env: Record<string, string>) => {
    try {
      return JSON.stringify(readServices(env))
    } catch (e) {
      return (e as Error).message
    }
  }
  for (const name of Object.keys(s3)) expect([name, said({ ...s3, [name]: '' }).includes(name)]).toEqual([name, true])
  for (const [name, value] of [
    ['FILES_S3_ENDPOINT', 'https://hunter2@s3.example.tw'],
    ['FILES_S3_ENDPOINT', 'https://s3.example.tw/path'],
    ['FILES_S3_ENDPOINT', 'file:///etc'],
    ['FILES_S3_BUCKET', '../other'],
    ['FILES_S3_PREFIX', '../other'],
    ['FILES_S3_PREFIX', '/a'],
    ['FILES_S3_SECRET', 'h2'],
    ['FILES_S3_PATH_STYLE', 'perhaps'],
    ['CLAMAV_HOST', 'clam'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
  ] as const) {
    const text = said({ ...s3, [name]: value })
    expect([name, value, text.includes(name), text.includes('hunter2')]).toEqual([name, value, true, false])
  }
})

test('a process does everything by default, or what it is told', () => {
  expect(readProcess({})).toEqual({ roles: ['web', 'worker'], drainSeconds: 0 })
  expect(readProcess({ ROLES: 'worker', DRAIN_SECONDS: '5' })).toEqual({ roles: ['worker'], drainSeconds: 5 })
  for (const env of [{ ROLES: 'web,web' }, { ROLES: 'all' }, { DRAIN_SECONDS: '16' }, { DRAIN_SECONDS: '-1' }] as Record<string, string>[])
    expect(() => readProcess(env)).toThrow(Object.keys(env)[0])
})

test('the secret is made once, private, and never silently replaced', () => {
  const dataDir = join(base, 'secret')
  prepareDataFolder(dataDir)
  const key = readSecretKey(dataDir)
  expect(readSecretKey(dataDir)).toBe(key)
  const path = join(dataDir, 'secrets.json')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  writeFileSync(path, '{"secretKey":')
  expect(() => readSecretKey(dataDir)).toThrow('the key file is damaged')
})

test('locks: shared ones live together, an exclusive one alone, and the data folder cannot be a file', async () => {
  const dataDir = join(base, 'locks')
  prepareDataFolder(dataDir)
  const [a, b] = [await lock(dataDir, 'postgres', 'shared'), await lock(dataDir, 'postgres', 'shared')]
  expect([a === null, b === null, await lock(dataDir, 'postgres', 'exclusive')]).toEqual([false, false, null])
  a!.release()
  expect(await lock(dataDir, 'postgres', 'exclusive')).toBe(null)
  b!.release()
  const alone = await lock(dataDir, 'postgres', 'exclusive')
  expect([alone === null, await lock(dataDir, 'postgres', 'shared')]).toEqual([false, null])
  alone!.release()
  writeFileSync(join(base, 'file'), '')
  expect(() => prepareDataFolder(join(base, 'file'))).toThrow('cannot use the data folder')
})

const cell = (text: string) => text.replaceAll('|', '\\|')
const shown = (fallback: string) => (fallback ? `\`${fallback}\`` : '—')
const table = (lang: 'zh' | 'en') =>
  Object.values({ ...settings, ...processSettings, ...serviceSettings } as Record<string, Setting>)
    .map((s) => `| \`${s.env}\`${s.flag ? `<br>\`--${s.flag}\`` : ''} | ${shown(s.fallback)} | ${cell(s[lang])} |`)
    .join('\n')
const secretNames = (between: string) =>
  Object.values({ ...settings, ...processSettings, ...serviceSettings } as Record<string, Setting>)
    .flatMap((s) => (s.secret ? [`\`${s.env}\``] : []))
    .join(between)
const guide = `# 設定 Configuration

<!-- Written by tests/configuration.test.ts from src/kernel/server/config.ts: npx vitest run tests/configuration.test.ts -u -->

所有設定都是環境變數；有參數的也可寫在指令後，例如 \`npm start -- --port 9000\`，以參數為準。空字串視同未設定。
啟動時逐項檢查，有誤會以中英文說明並停止。

| 名稱 | 預設 | 說明 |
|---|---|---|
${table('zh')}

密碼類的設定（${secretNames('、')}）也可寫在檔案裡，以 \`名稱_FILE\` 指向它，例如 \`SECRET_KEY_FILE=/run/secrets/secret_key\`。

資料夾的內容：\`postgres/\`（資料庫；以 root 執行且資料庫使用者進不了資料夾時，改放在 \`/var/lib/bantoh\`，位置記於 \`postgres.json\`）、\`files/\`（上傳的檔案）、
\`secrets.json\`（主金鑰）、\`postgres.log\`（資料庫記錄）、\`locks/\`。資料庫的調校在 \`postgres/postgresql.conf\`，重新啟動後生效。
以 root 執行時，PostgreSQL 會改用 \`postgres\`、\`nobody\` 或其他系統使用者的身分。

## In English

All settings are environment variables; those with a flag can also follow the command, as in \`npm start -- --port 9000\`, and the flag
wins. An empty variable counts as not set. Every value is checked at start; a wrong one is named and stops the start.

| Name | Default | Meaning |
|---|---|---|
${table('en')}

Secret ones (${secretNames(', ')}) may also come from a file that \`NAME_FILE\` points at, as in \`SECRET_KEY_FILE=/run/secrets/secret_key\`.

In the data folder: \`postgres/\` (the database; started by root where the database's user cannot enter the folder, it lies in
\`/var/lib/bantoh\` instead, and \`postgres.json\` says where), \`files/\` (uploads), \`secrets.json\` (the key), \`postgres.log\`, \`locks/\`.
The database is tuned in \`postgres/postgresql.conf\`, read at the next start. Under root, PostgreSQL runs as \`postgres\`, \`nobody\` or
another system user.
`

test('the guide says what the code does', async () => {
  await expect(guide).toMatchFileSnapshot('../docs/guides/configuration.md')
})
