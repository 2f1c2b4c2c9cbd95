import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { DocumentError, type DocModel } from '../../contract/model.ts'
import type { PagesJob } from './pages.ts'
import type { RenderJob, RenderReply } from './render.worker.ts'

export type RenderFormat = 'docx' | 'xlsx' | 'pptx' | 'pdf' | 'html'
export type RenderPool = {
  /**
   * The document as a file, made in a thread of its own.
   * @throws DocumentError what the renderer refuses; `documents.render_timeout` `{ seconds }` after the limit; `documents.render_busy`
   * when too many wait; `documents.render_failed` when the thread broke (e.g. out of memory)
   */
  render(model: DocModel, format: RenderFormat): Promise<Uint8Array>
  /** Pages of another module's template; errors as `render`. */
  pages(job: PagesJob): Promise<Uint8Array>
  close(): Promise<void>
}

type Waiting = { job: RenderJob; resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }
type Seat = { worker: Worker; now: Waiting | undefined; timer: NodeJS.Timeout | undefined }

/** A few threads that render one document each. `limitMs` is the time of one document, not counting its wait. */
export function renderPool({ size = 2, limitMs = 60_000, queue = 60 } = {}): RenderPool {
  const seats = new Set<Seat>()
  const waiting: Waiting[] = []
  let last = 0

  const settle = (seat: Seat, act: (w: Waiting) => void) => {
    clearTimeout(seat.timer)
    const w = seat.now
    seat.now = undefined
    // An idle thread does not keep the process alive.
    seat.worker.unref()
    if (w) act(w)
    next()
  }
  const broken = (seat: Seat, error: Error) => {
    seats.delete(seat)
    settle(seat, (w) => w.reject(error))
  }
  function open(): Seat {
    const worker = new Worker(new URL('./render.worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 1024 } })
    const seat: Seat = { worker, now: undefined, timer: undefined }
    worker.on('message', (reply: RenderReply) => {
      if (reply.id !== seat.now?.job.id) return
      settle(seat, (w) => {
        if (reply.bytes) w.resolve(reply.bytes)
        else if (reply.refused) w.reject(new DocumentError(reply.refused.code, reply.refused.params))
        else w.reject(new Error(reply.failed))
      })
    })
    worker.on('error', (e) => broken(seat, new DocumentError('documents.render_failed', { message: e.message })))
    worker.on('exit', () => broken(seat, new DocumentError('documents.render_failed', { message: 'stopped' })))
    seats.add(seat)
    return seat
  }
  function next() {
    while (waiting.length > 0) {
      const seat = [...seats].find((s) => !s.now) ?? (seats.size < size ? open() : undefined)
      if (!seat) return
      const w = waiting.shift()!
      seat.now = w
      seat.worker.ref()
      seat.timer = setTimeout(() => {
        // Deleted before it ends, so that its exit finds nothing to tell.
        seats.delete(seat)
        void seat.worker.terminate()
        settle(seat, (x) => x.reject(new DocumentError('documents.render_timeout', { seconds: Math.round(limitMs / 1000) })))
      }, limitMs)
      try {
        seat.worker.postMessage(w.job)
      } catch (e) {
        // A model that can't be copied to another thread is a builder's mistake.
        settle(seat, (x) => x.reject(e as Error))
      }
    }
  }
  const enqueue = (what: { format: RenderFormat; model: DocModel } | { pages: PagesJob }) =>
    new Promise<Uint8Array>((resolve, reject) => {
      if (waiting.length >= queue) return reject(new DocumentError('documents.render_busy', {}))
      waiting.push({ job: { id: ++last, ...what }, resolve, reject })
      next()
    })
  return {
    render: (model, format) => enqueue({ format, model }),
    pages: (pages) => enqueue({ pages }),
    close: async () => {
      for (const w of waiting.splice(0)) w.reject(new DocumentError('documents.render_failed', { message: 'closed' }))
      await Promise.all([...seats].map((s) => s.worker.terminate()))
    },
  }
}

let shared: RenderPool | undefined
/** Renders in the process's own pool: one thread less than processors, at least one, at most three. */
export const renderFile: RenderPool['render'] = (model, format) => own().render(model, format)
/** See `RenderPool.pages`; in the process's own pool. */
export const renderPagesFile: RenderPool['pages'] = (job) => own().pages(job)
const own = () => (shared ??= renderPool({ size: Math.min(3, Math.max(1, availableParallelism() - 1)) }))
