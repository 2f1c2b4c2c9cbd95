import { z } from 'zod'
import { readSettings, setting } from '../../src/kernel/server/config.ts'

/** Settings by which processes on one database differ from each other. Part of `docs/guides/configuration.md`. */
export const processSettings = {
  roles: setting({
    env: 'ROLES',
    schema: z
      .string()
      .regex(/^(web|worker|web,worker|worker,web)$/)
      .transform((v) => v.split(',') as ('web' | 'worker')[]),
    fallback: 'web,worker',
    zh: '這個程序做什麼：`web` 服務網頁與 API，`worker` 寄信、處理事件與排程工作。共用一個資料庫的程序中，至少要有一個 worker。',
    en: 'What this process does: `web` serves pages and API, `worker` sends mails and runs events and jobs. Of the processes on one database at least one must be a worker.',
    wrong: ['必須是 web、worker 或 web,worker', 'must be web, worker or web,worker'],
  }),
  drainSeconds: setting({
    env: 'DRAIN_SECONDS',
    schema: z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number)
      .pipe(z.int().max(15)),
    fallback: '0',
    zh: '停止前先讓 `/readyz` 回報不可用的秒數（0 到 15），給前面的負載平衡器時間改送其他程序；期間仍照常服務。',
    en: 'Seconds (0 to 15) for which `/readyz` says no before the process stops, so that a balancer goes elsewhere; it still serves meanwhile.',
    wrong: ['必須是 0 到 15 的整數', 'must be an integer from 0 to 15'],
  }),
  paymentStandin: setting({
    env: 'PAYMENT_STANDIN',
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().min(1).max(65_535))
      .optional(),
    fallback: '',
    zh: '試用與開發：在這個連接埠（僅限本機）開一個模擬的綠界、藍新與 LINE Pay，收款帳號的測試環境可以選它，不會真的收錢。留空則不開；正式環境請留空。',
    en: 'For trials and development: runs stand-ins of ECPay, NewebPay and LINE Pay on this port, of this machine only; merchant accounts in test mode may choose them, and nothing is charged. Empty runs none; leave it empty in production.',
    wrong: ['必須是 1 到 65535 的整數', 'must be an integer from 1 to 65535'],
  }),
}
export type Role = 'web' | 'worker'

/** What this process does. Errors: ConfigError. */
export function readProcess(env: Record<string, string | undefined> = process.env): {
  roles: Role[]
  drainSeconds: number
  paymentStandin: number | undefined
} {
  return readSettings(processSettings, env)
}
