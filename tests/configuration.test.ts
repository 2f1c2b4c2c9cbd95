import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError, loadConfig, settings } from '../src/kernel/server/config.ts'
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
  Object.values(settings)
    .map((s) => `| \`${s.env}\`${s.flag ? `<br>\`--${s.flag}\`` : ''} | ${shown(s.fallback)} | ${cell(s[lang])} |`)
    .join('\n')
const guide = `# 設定 Configuration

<!-- Written by tests/configuration.test.ts from src/kernel/server/config.ts: npx vitest run tests/configuration.test.ts -u -->

所有設定都是環境變數；有參數的也可寫在指令後，例如 \`npm start -- --port 9000\`，以參數為準。空字串視同未設定。
啟動時逐項檢查，有誤會以中英文說明並停止。

| 名稱 | 預設 | 說明 |
|---|---|---|
${table('zh')}

資料夾的內容：\`postgres/\`（資料庫；以 root 執行且資料庫使用者進不了資料夾時，改放在 \`/var/lib/bantoh\`，位置記於 \`postgres.json\`）、\`files/\`（上傳的檔案）、
\`secrets.json\`（主金鑰）、\`postgres.log\`（資料庫記錄）、\`locks/\`。資料庫的調校在 \`postgres/postgresql.conf\`，重新啟動後生效。
以 root 執行時，PostgreSQL 會改用 \`postgres\`、\`nobody\` 或其他系統使用者的身分。

## In English

All settings are environment variables; those with a flag can also follow the command, as in \`npm start -- --port 9000\`, and the flag
wins. An empty variable counts as not set. Every value is checked at start; a wrong one is named and stops the start.

| Name | Default | Meaning |
|---|---|---|
${table('en')}

In the data folder: \`postgres/\` (the database; started by root where the database's user cannot enter the folder, it lies in
\`/var/lib/bantoh\` instead, and \`postgres.json\` says where), \`files/\` (uploads), \`secrets.json\` (the key), \`postgres.log\`, \`locks/\`.
The database is tuned in \`postgres/postgresql.conf\`, read at the next start. Under root, PostgreSQL runs as \`postgres\`, \`nobody\` or
another system user.
`

test('the guide says what the code does', async () => {
  await expect(guide).toMatchFileSnapshot('../docs/guides/configuration.md')
})
