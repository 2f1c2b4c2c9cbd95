import { createHmac } from 'node:crypto'

/** LINE Pay v3's `X-LINE-Authorization`; `said` is the body of a POST or the query string of a GET, exactly as it is sent. */
export const linePaySignature = (secret: string, path: string, said: string, nonce: string): string =>
  createHmac('sha256', secret).update(`${secret}${path}${said}${nonce}`).digest('base64')

/** Its numbers have 19 digits, more than a JavaScript number holds: they become text before the answer is read. */
export const parseLinePay = (text: string): unknown => JSON.parse(text.replaceAll(/("transactionId"\s*:\s*)(\d+)/g, '$1"$2"'))
