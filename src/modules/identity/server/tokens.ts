import { createHash, randomBytes } from 'node:crypto'

/** 256 bits, URL-safe; only its hash is kept. */
export const newToken = () => randomBytes(32).toString('base64url')
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
