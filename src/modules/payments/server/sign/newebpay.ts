import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import type { HashKeys } from './ecpay.ts'

/** MPG's TradeInfo: the query string in AES-256-CBC, hexadecimal. The key has 32 bytes, the IV 16. */
export function encryptTradeInfo(text: string, { key, iv }: HashKeys): string {
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  return cipher.update(text, 'utf8', 'hex') + cipher.final('hex')
}

/** What a TradeInfo says, or `null`. NewebPay pads to 32 bytes in some answers and to 16 in others, so padding is taken off here. */
export function decryptTradeInfo(hex: string, { key, iv }: HashKeys): string | null {
  if (!/^(?:[\da-f]{32})+$/i.test(hex)) return null
  const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const bytes = Buffer.concat([cipher.update(hex, 'hex'), cipher.final()])
  const padding = bytes.at(-1)!
  if (padding < 1 || padding > 32 || padding > bytes.length || !bytes.subarray(-padding).every((b) => b === padding)) return null
  return bytes.subarray(0, -padding).toString('utf8')
}

/** MPG's TradeSha over the encrypted TradeInfo. */
export const tradeSha = (tradeInfo: string, { key, iv }: HashKeys): string =>
  createHash('sha256').update(`HashKey=${key}&${tradeInfo}&HashIV=${iv}`).digest('hex').toUpperCase()
