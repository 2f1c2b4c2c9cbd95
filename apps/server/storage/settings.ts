import { z } from 'zod'
import { ConfigError, readSettings, setting, urlOf, yesNo } from '../../../src/kernel/server/config.ts'

const origin = urlOf('https:', 'http:').refine((v) => URL.canParse(v) && new URL(v).pathname === '/' && new URL(v).username === '')

/** Settings of the services beside the program: where files lie, who scans them. Part of `docs/guides/configuration.md`. */
export const serviceSettings = {
  s3Endpoint: setting({
    env: 'FILES_S3_ENDPOINT',
    schema: origin.optional(),
    fallback: '',
    zh: '把上傳的檔案存到 S3 相容的儲存空間：服務的網址，例如 `https://s3.ap-northeast-1.amazonaws.com`；留空則存於資料夾的 `files/`。',
    en: 'Keeps uploads in S3-compatible storage: its address, e.g. `https://s3.ap-northeast-1.amazonaws.com`; empty keeps them in `files/` of the data folder.',
    wrong: ['必須是不含路徑與帳號的 http(s) 網址', 'must be an http(s) address without path or user'],
  }),
  s3Bucket: setting({
    env: 'FILES_S3_BUCKET',
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
      .optional(),
    fallback: '',
    zh: '儲存桶的名稱，必須不公開。',
    en: 'Name of the bucket, which must not be public.',
    wrong: ['必須是 3 到 63 個小寫英數、「-」或「.」', 'must be 3 to 63 of a–z, 0–9, "-" and "."'],
  }),
  s3Region: setting({
    env: 'FILES_S3_REGION',
    schema: z.string().regex(/^[a-z0-9-]{1,40}$/),
    fallback: 'us-east-1',
    zh: '儲存桶所在的區域；多數自架服務用預設值即可。',
    en: 'Region of the bucket; most servers of one’s own take the default.',
    wrong: ['必須是小寫英數與「-」', 'must be of a–z, 0–9 and "-"'],
  }),
  s3Key: setting({
    env: 'FILES_S3_KEY',
    secret: true,
    schema: z.string().min(3).optional(),
    fallback: '',
    zh: '存取金鑰的代號。需要對這個儲存桶讀、寫、刪除與列出的權限，其餘都不必給。',
    en: 'Id of the access key. It needs to read, write, delete and list in this bucket and nothing else.',
    wrong: ['至少 3 字元', 'must have 3 characters or more'],
  }),
  s3Secret: setting({
    env: 'FILES_S3_SECRET',
    secret: true,
    schema: z.string().min(3).optional(),
    fallback: '',
    zh: '存取金鑰的密碼。',
    en: 'Secret of the access key.',
    wrong: ['至少 3 字元', 'must have 3 characters or more'],
  }),
  s3Prefix: setting({
    env: 'FILES_S3_PREFIX',
    schema: z
      .string()
      .regex(/^([\w-]+\/)*[\w-]+\/?$/)
      .default(''),
    fallback: '',
    zh: '檔名前的路徑，例如 `bantoh/`；兩套系統共用一個儲存桶時必須不同。',
    en: 'Path in front of every name, e.g. `bantoh/`; two installations in one bucket need different ones.',
    wrong: ['必須是英數、「_」、「-」組成的路徑', 'must be a path of letters, digits, "_" and "-"'],
  }),
  s3PathStyle: setting({
    env: 'FILES_S3_PATH_STYLE',
    schema: z.stringbool(),
    fallback: 'on',
    zh: 'on 以「網址／儲存桶」連線；off 以「儲存桶.網址」連線（AWS 建議）。',
    en: 'On reaches the bucket as address/bucket, off as bucket.address (as AWS prefers).',
    wrong: yesNo,
  }),
  clamav: setting({
    env: 'CLAMAV_HOST',
    schema: z
      .string()
      .regex(/^[\w.-]+:\d{1,5}$/)
      .optional(),
    fallback: '',
    zh: 'ClamAV（clamd）的位址，例如 `127.0.0.1:3310`：上傳的檔案先掃毒，掃不成就不收；留空則不掃毒。',
    en: 'Address of ClamAV (clamd), e.g. `127.0.0.1:3310`: uploads are scanned first and refused while it does not answer; empty scans nothing.',
    wrong: ['必須是 主機:連接埠', 'must be host:port'],
  }),
  otlpEndpoint: setting({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: urlOf('https:', 'http:').optional(),
    fallback: '',
    zh: 'OpenTelemetry 收集器的網址（OTLP/HTTP），例如 `http://localhost:4318`：把請求、查詢、排程與寄信的時間送過去，不含個人資料；留空則不送。',
    en: 'Address of an OpenTelemetry collector (OTLP/HTTP), e.g. `http://localhost:4318`, that gets how long requests, queries, jobs and mails take, without personal data; empty sends nothing.',
    wrong: ['必須是 http(s) 網址', 'must be an http(s) address'],
  }),
  otlpHeaders: setting({
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    secret: true,
    schema: z
      .string()
      .regex(/^[\w-]+=[^,\r\n]+(,[\w-]+=[^,\r\n]+)*$/)
      .optional(),
    fallback: '',
    zh: '送往收集器的標頭，例如 `authorization=Bearer%20…`，以逗號分隔。',
    en: 'Headers for the collector, e.g. `authorization=Bearer%20…`, separated by commas.',
    wrong: ['必須是 名稱=值,名稱=值', 'must be name=value,name=value'],
  }),
  otlpService: setting({
    env: 'OTEL_SERVICE_NAME',
    schema: z.string().regex(/^[\w.-]{1,60}$/),
    fallback: 'bantoh',
    zh: '這套系統在收集器裡的名稱。',
    en: 'Name of this installation at the collector.',
    wrong: ['必須是英數、「_」、「.」、「-」', 'must be of letters, digits, "_", "." and "-"'],
  }),
}
export type S3Settings = {
  endpoint: string
  bucket: string
  region: string
  key: string
  secret: string
  prefix: string
  pathStyle: boolean
}
export type Traces = { endpoint: string; headers: Record<string, string>; service: string }
export type Services = { s3: S3Settings | null; clamav: { host: string; port: number } | null; traces: Traces | null }

/** Reads the settings of the services from `env`. Errors: ConfigError, also where only half of S3 is named. */
export function readServices(env: Record<string, string | undefined> = process.env): Services {
  const v = readSettings(serviceSettings, env)
  const wanted = { FILES_S3_ENDPOINT: v.s3Endpoint, FILES_S3_BUCKET: v.s3Bucket, FILES_S3_KEY: v.s3Key, FILES_S3_SECRET: v.s3Secret }
  const absent = Object.entries(wanted).flatMap(([name, value]) => (value ? [] : [name]))
  if (absent.length > 0 && absent.length < 4)
    throw new ConfigError(`設定有誤 / wrong settings:\n  ${absent.join(', ')}：S3 的設定要一起填 / S3 needs these too`)
  const { s3Endpoint: endpoint, s3Bucket: bucket, s3Key: key, s3Secret: secret } = v
  const [host, port] = (v.clamav ?? '').split(':')
  return {
    s3:
      endpoint && bucket && key && secret
        ? {
            endpoint: endpoint.replace(/\/$/, ''),
            bucket,
            region: v.s3Region,
            key,
            secret,
            prefix: v.s3Prefix && `${v.s3Prefix.replace(/\/$/, '')}/`,
            pathStyle: v.s3PathStyle,
          }
        : null,
    clamav: host ? { host, port: Number(port) } : null,
    traces: v.otlpEndpoint
      ? {
          endpoint: v.otlpEndpoint.replace(/\/$/, ''),
          headers: Object.fromEntries(
            (v.otlpHeaders ?? '')
              .split(',')
              .filter(Boolean)
              .map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]),
          ),
          service: v.otlpService,
        }
      : null,
  }
}
