import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { alone, backup } from './backup/backup.ts'
import { refusal } from './backup/errors.ts'
import { refuseUnfinished } from './backup/marker.ts'
import { restore, summaryOf, verifyBackup } from './backup/restore.ts'
import { nameOf, scheduledBackup } from './backup/schedule.ts'
import { examine } from './doctor.ts'
import { acceptKey } from './key-check.ts'
import { openDatabase } from './postgres.ts'
import { copyFiles } from './storage/copy.ts'
import { openStores } from './storage/open.ts'
import { readServices } from './storage/settings.ts'
import type { Config } from '../../src/kernel/server/config.ts'
import { openDb } from '../../src/kernel/server/db.ts'
import { lockServer } from '../../src/kernel/server/data-folder.ts'
import type { Lang } from '../../src/kernel/contract/localized.ts'

type Values = Record<string, string | boolean | undefined>
/** Work on the installation as a whole: it neither migrates nor puts the application together. */
export type Operation = {
  usage: string
  options: Record<string, 'string' | 'boolean'>
  required: readonly string[]
  /** `ok: false` exits with 1; `text` is for people, the rest for `--json`. */
  operate(config: Config, v: Values, lang: Lang): Promise<{ ok: boolean; text: string; [key: string]: unknown }>
}

const filesOf = (config: Config) => openStores(config.dataDir, readServices().s3).files
const toStderr = { log: (m: string) => console.error(m) }
async function onDatabase<T>(config: Config, fn: (ownerUrl: string) => Promise<T>): Promise<T> {
  const database = await openDatabase(config, toStderr)
  try {
    return await fn(database.ownerUrl)
  } finally {
    await database.close()
  }
}

/** From the file that the call names, else from the settings; never from an argument, which everybody on the machine can see. */
async function passphraseOf(config: Config, v: Values): Promise<string | undefined> {
  if (v['passphrase-file'] === undefined) return config.backupPassphrase
  const file = String(v['passphrase-file'])
  const text = await readFile(file, 'utf8').catch(() => {
    throw refusal('backup.passphrase_file', { file })
  })
  return text.replace(/\r?\n$/, '')
}

const mega = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
const lines = (o: Record<string, unknown>) =>
  Object.entries(o)
    .map(([k, v]) => `${k}: ${v}`)
    .join('\n')

export const operations: Record<string, Operation> = {
  backup: {
    usage: 'backup --out FILE|DIR [--passphrase-file F] [--with-secret|--without-secret] | backup --scheduled [--if-due]',
    options: {
      out: 'string',
      'passphrase-file': 'string',
      'with-secret': 'boolean',
      'without-secret': 'boolean',
      scheduled: 'boolean',
      'if-due': 'boolean',
    },
    required: [],
    async operate(config, v, lang) {
      refuseUnfinished(config.dataDir)
      const passphrase = await passphraseOf(config, v)
      if (v.scheduled) {
        const done = await onDatabase(config, (ownerUrl) => scheduledBackup(config, ownerUrl, { onlyIfDue: v['if-due'] === true }))
        return { ok: done.missing.count + done.damaged.count === 0, text: done.file, ...done }
      }
      const given = resolve(String(v.out ?? '.'))
      const isFolder = (await stat(given).catch(() => null))?.isDirectory() === true
      const out = isFolder ? join(given, nameOf(new Date(), passphrase !== undefined)) : given
      const withSecret = v['with-secret'] === true || (passphrase !== undefined && v['without-secret'] !== true)
      const made = await onDatabase(config, (ownerUrl) =>
        alone(ownerUrl, () =>
          backup({ ownerUrl, dataDir: config.dataDir, files: filesOf(config), out, secretKey: config.secretKey, withSecret, passphrase }),
        ),
      )
      const lost = made.missing.count + made.damaged.count
      const zh = [
        `已備份到 ${made.file}（${mega(made.bytes)}，${made.rows} 筆、${made.files} 個檔案${made.encrypted ? '，已加密' : ''}）`,
        ...(made.secretIncluded ? [] : ['備份不含主金鑰，請另外保存資料夾的 secrets.json（或 SECRET_KEY）。']),
        ...(lost ? [`注意：${made.missing.count} 個檔案不在磁碟上，${made.damaged.count} 個內容已損毀。其餘都已備份。`] : []),
      ]
      const en = [
        `Backed up to ${made.file} (${mega(made.bytes)}, ${made.rows} rows, ${made.files} files${made.encrypted ? ', encrypted' : ''})`,
        ...(made.secretIncluded ? [] : ['The key is not in it: keep secrets.json of the data folder (or SECRET_KEY) elsewhere.']),
        ...(lost
          ? [`Mind: ${made.missing.count} files are missing on the disk, ${made.damaged.count} damaged. All else is in the backup.`]
          : []),
      ]
      return { ok: lost === 0, text: (lang === 'en' ? en : zh).join('\n'), ...made }
    },
  },
  restore: {
    usage: 'restore --in FILE [--verify] [--replace] [--hold-mail] [--passphrase-file F]',
    options: { in: 'string', verify: 'boolean', replace: 'boolean', 'hold-mail': 'boolean', 'passphrase-file': 'string' },
    required: ['in'],
    async operate(config, v, lang) {
      const archive = resolve(String(v.in))
      const passphrase = await passphraseOf(config, v)
      if (v.verify) {
        const found = summaryOf(await verifyBackup(archive, passphrase))
        const { tables, ...rest } = found
        return { ok: true, text: `${lines(rest)}\n${lines(tables)}`, ...found }
      }
      // The embedded database belongs to one server; whoever restores must be alone on the data folder.
      const server = config.databaseUrl ? undefined : await lockServer(config.dataDir)
      try {
        const done = await onDatabase(config, (ownerUrl) =>
          restore({
            ownerUrl,
            dataDir: config.dataDir,
            files: filesOf(config),
            archive,
            passphrase,
            replace: v.replace === true,
            holdMail: v['hold-mail'] === true,
            givenSecret: process.env.SECRET_KEY || process.env.SECRET_KEY_FILE ? config.secretKey : undefined,
          }),
        )
        const rows = Object.values(done.tables).reduce((a, b) => a + b, 0)
        const zh = [
          `已還原 ${done.takenAt} 的備份：${done.organisations.join('、')}，${rows} 筆、${done.files} 個檔案。`,
          ...(done.upgraded.length ? [`並升級了 ${done.upgraded.length} 個版本的資料表。`] : []),
          ...(done.secret === 'differs'
            ? [
                '主金鑰與備份時不同，系統不會啟動：請放回當時的 secrets.json 或 SECRET_KEY。若已遺失，執行 accept-key 改用現在這把：大家須重新登入，加密保存的欄位永遠讀不出來。',
              ]
            : []),
          ...(done.missing ? [`備份當時就缺 ${done.missing} 個檔案。`] : []),
        ]
        const en = [
          `Restored the backup of ${done.takenAt}: ${done.organisations.join(', ')}, ${rows} rows, ${done.files} files.`,
          ...(done.upgraded.length ? [`Applied ${done.upgraded.length} newer migrations.`] : []),
          ...(done.secret === 'differs'
            ? [
                'The key is not that of the backup, and the server will not start: put back its secrets.json or SECRET_KEY. If it is lost, accept-key goes on with the present one: everybody must sign in again, and sealed fields stay closed for ever.',
              ]
            : []),
          ...(done.missing ? [`${done.missing} files were missing already when the backup was made.`] : []),
        ]
        return { ok: true, text: (lang === 'en' ? en : zh).join('\n'), ...done }
      } finally {
        server?.release()
      }
    },
  },
  'files copy': {
    usage: 'files copy --to s3|disk',
    options: { to: 'string' },
    required: ['to'],
    async operate(config, v, lang) {
      const { disk, s3 } = openStores(config.dataDir, readServices().s3)
      if (v.to !== 's3' && v.to !== 'disk') throw refusal('files.where')
      if (!s3) throw refusal('files.no_s3')
      const [from, to] = v.to === 's3' ? [disk, s3] : [s3, disk]
      const done = await onDatabase(config, (ownerUrl) =>
        copyFiles(ownerUrl, from, to, (d) => console.error(`${d.files} … ${mega(d.bytes)}`)),
      )
      const lost = done.missing + done.damaged
      const zh = `${done.files} 個檔案：複製 ${done.copied} 個（${mega(done.bytes)}），原本就在 ${done.there} 個${lost ? `；缺 ${done.missing} 個，損毀 ${done.damaged} 個` : ''}。`
      const en = `${done.files} files: ${done.copied} copied (${mega(done.bytes)}), ${done.there} were there${lost ? `; ${done.missing} missing, ${done.damaged} damaged` : ''}.`
      return { ok: lost === 0, text: lang === 'en' ? en : zh, ...done }
    },
  },
  'accept-key': {
    usage: 'accept-key',
    options: {},
    required: [],
    async operate(config, _v, lang) {
      const changed = await onDatabase(config, async (ownerUrl) => {
        const db = await openDb(ownerUrl, { max: 2 })
        return acceptKey(db, config.secretKey).finally(() => db.close())
      })
      const zh = changed ? '已改用現在的主金鑰。先前加密的欄位讀不出來，大家須重新登入。' : '主金鑰本來就相同，沒有變更。'
      const en = changed
        ? 'The present key is the one from now on. What was encrypted before stays closed; everybody must sign in again.'
        : 'The key was the same already; nothing changed.'
      return { ok: true, text: lang === 'en' ? en : zh, changed }
    },
  },
  doctor: {
    usage: 'doctor [--full]',
    options: { full: 'boolean' },
    required: [],
    async operate(config, v, lang) {
      let database: Awaited<ReturnType<typeof openDatabase>> | undefined
      const open = async () => (database = await openDatabase(config, toStderr)).ownerUrl
      const checks = await examine(config, open, { full: v.full === true }).finally(() => database?.close())
      const sign = { ok: '✓', warn: '!', fail: '✗' }
      return {
        ok: checks.every((c) => c.level !== 'fail'),
        text: checks.map((c) => `${sign[c.level]} ${lang === 'en' ? c.en : c.zh}`).join('\n'),
        checks,
      }
    },
  },
}
