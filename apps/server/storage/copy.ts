import pg from 'pg'
import { type FileStore, keyOf } from '../../../src/kernel/server/file-store.ts'
import { readStored } from '../backup/files.ts'

export type Copied = { files: number; copied: number; there: number; missing: number; damaged: number; bytes: number }

/**
 * Copies every file that the database names from one store to the other and reads each back; nothing is removed. What is there
 * already and sound stays, so that a copy that broke off goes on. A file that is damaged at its source is not taken over.
 */
export async function copyFiles(
  ownerUrl: string,
  from: FileStore,
  to: FileStore,
  tell: (done: Copied) => void = () => {},
): Promise<Copied> {
  const done: Copied = { files: 0, copied: 0, there: 0, missing: 0, damaged: 0, bytes: 0 }
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'bantoh files copy' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query("select set_config('app.system', 'on', false)")
    for (let after: [string, string] = ['00000000-0000-0000-0000-000000000000', '']; ;) {
      // Page by page: a cursor would hold a snapshot for as long as the copy takes.
      const { rows } = await client.query<{ organisation: string; sha256: string }>(
        `select organisation_id as organisation, sha256 from file
         where (organisation_id, sha256 collate "C") > ($1::uuid, $2::text collate "C") group by 1, 2 order by 1, sha256 collate "C" limit 200`,
        after,
      )
      if (rows.length === 0) return done
      for (const { organisation, sha256 } of rows) {
        done.files++
        const key = keyOf(organisation, sha256)
        if ((await readStored(to, organisation, sha256))?.sound) done.there++
        else {
          const found = await readStored(from, organisation, sha256)
          if (!found) done.missing++
          else if (!found.sound) done.damaged++
          else {
            await to.put(key, found.bytes)
            if (!(await readStored(to, organisation, sha256))?.sound) throw new Error(`${key}: read back something else`)
            done.copied++
            done.bytes += found.bytes.length
          }
        }
        after = [organisation, sha256]
      }
      tell(done)
    }
  } finally {
    await client.end().catch(() => {})
  }
}
