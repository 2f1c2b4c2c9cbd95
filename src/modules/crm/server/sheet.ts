import { Worker } from 'node:worker_threads'
import { AppError } from '../../../kernel/server/errors.ts'
import { importLimits } from '../contract/import.ts'

export type Sheet = { rows: string[][]; encoding: string }
export type SheetReply = Sheet | { error: 'empty' | 'type' | 'encoding' | 'damaged' | 'rows' | 'columns' | 'complex' }

const TIME_LIMIT_MS = 30_000
const errors = {
  empty: () => new AppError('crm.import_empty'),
  type: () => new AppError('crm.import_type'),
  encoding: () => new AppError('crm.import_encoding'),
  damaged: () => new AppError('crm.import_damaged'),
  rows: () => new AppError('crm.import_too_many_rows', { limit: importLimits.rows.toLocaleString('en') }),
  columns: () => new AppError('crm.import_too_many_columns', { limit: importLimits.columns }),
  complex: () => new AppError('crm.import_too_complex'),
}

/**
 * The first sheet of a workbook, or a CSV file in any of the usual encodings, as text cells. Foreign files are read in a thread
 * of its own with limits of time and memory, so that none can hold up the server.
 * Errors: `crm.import_too_large`, `_empty`, `_type`, `_encoding`, `_damaged`, `_too_many_rows`, `_too_many_columns`, `_too_complex`.
 */
export async function readSheet(bytes: Uint8Array): Promise<Sheet> {
  if (bytes.length > importLimits.bytes) throw new AppError('crm.import_too_large', { limit: '10 MB' })
  if (bytes.length === 0) throw errors.empty()
  const reply = await new Promise<SheetReply>((resolve) => {
    const worker = new Worker(new URL('./sheet.worker.ts', import.meta.url), {
      workerData: bytes,
      resourceLimits: { maxOldGenerationSizeMb: 600 },
    })
    const timer = setTimeout(() => done({ error: 'complex' }), TIME_LIMIT_MS)
    const done = (answer: SheetReply) => {
      clearTimeout(timer)
      void worker.terminate()
      resolve(answer)
    }
    worker.once('message', done)
    worker.once('error', (e) => done({ error: (e as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'complex' : 'damaged' }))
  })
  if ('error' in reply) throw errors[reply.error]()
  return reply
}
