import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Version of the archive's layout; raised when an older program could no longer read it. */
export const FORMAT = 1
export const release = (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version

const count = z.int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)
const lostFile = z.object({ organisationId: z.uuid(), sha256: z.string(), name: z.string() })

/** First entry, `bantoh.json`: whether this program can read on, and what it is looking at. */
export const headSchema = z.object({
  program: z.literal('bantoh'),
  format: z.int().positive(),
  release: z.string().max(40),
  takenAt: z.iso.datetime(),
  postgres: z.int(),
  /** In the order in which they were applied. */
  migrations: z.array(z.string().regex(/^\d{4}_[a-z0-9_]+$/)).max(10_000),
  organisations: z.array(z.object({ id: z.uuid(), name: z.string() })),
})
export type Head = z.infer<typeof headSchema>

/** Last entry, `manifest.json`: the sums of everything before it. */
export const manifestSchema = z.object({
  tables: z.array(
    z.object({ name, columns: z.array(z.object({ name: z.string(), type: z.string() })).min(1), rows: count, bytes: count, sha256 }),
  ),
  sequences: z.array(z.object({ name, value: z.string().regex(/^-?\d+$/), called: z.boolean() })),
  files: z.object({
    count,
    bytes: count,
    /** Recorded in the database, but not on the disk; the list names the first thousand. */
    missing: z.object({ count, first: z.array(lostFile).max(1000) }),
    /** On the disk with other bytes than were stored; kept in the archive as they are. */
    damaged: z.object({ count, first: z.array(lostFile).max(1000) }),
  }),
  secret: z.object({ included: z.boolean(), fingerprint: z.string() }),
  /** Of every byte of the tar stream before this entry. */
  sha256,
})
export type Manifest = z.infer<typeof manifestSchema>
export type LostFile = z.infer<typeof lostFile>
