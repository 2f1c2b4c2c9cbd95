import { Worker } from 'node:worker_threads'
import { DocumentError } from '../../contract/model.ts'

export type TypstJob = { id: number; template: 'document.typ' | 'chart.typ'; output: 'pdf' | 'svg'; files: Record<string, Uint8Array> }
export type TypstReply = { id: number; pdf?: Uint8Array; svg?: string; error?: string }

let worker: Worker | undefined
let nextId = 1
const waiting = new Map<number, { resolve: (reply: TypstReply) => void; reject: (error: Error) => void }>()

function start(): Worker {
  const w = new Worker(new URL('./typst.worker.ts', import.meta.url))
  w.unref()
  w.on('message', (reply: TypstReply) => {
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
    if (waiting.size === 0) w.unref()
  })
  const fail = (error: Error) => {
    if (worker === w) worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  w.on('error', fail)
  w.on('exit', (code) => fail(new Error(`typesetter stopped with code ${code}`)))
  return w
}

/**
 * Typesets a template of ours with data (`data.json` and pictures in `files`); text in the data is never read as markup.
 * @throws DocumentError `documents.render_failed` with the typesetter's message
 */
export async function typeset(job: Omit<TypstJob, 'id'>): Promise<TypstReply> {
  const w = (worker ??= start())
  const id = nextId++
  const reply = await new Promise<TypstReply>((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    w.ref()
    w.postMessage({ ...job, id })
  })
  if (reply.error !== undefined) throw new DocumentError('documents.render_failed', { message: reply.error.slice(0, 500) })
  return reply
}
