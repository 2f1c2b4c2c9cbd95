import { parentPort } from 'node:worker_threads'
import { DocumentError, type DocModel } from '../../contract/model.ts'
import type { PagesJob } from './pages.ts'
import type { RenderFormat } from './pool.ts'

export type RenderJob = { id: number } & ({ format: RenderFormat; model: DocModel } | { pages: PagesJob })
export type RenderReply = { id: number; bytes?: Uint8Array; refused?: { code: string; params: DocumentError['params'] }; failed?: string }

const utf8 = new TextEncoder()
// Each library is loaded when its format is first asked for.
const renderers: Record<RenderFormat, (model: DocModel) => Promise<Uint8Array>> = {
  docx: async (m) => (await import('./docx.ts')).renderDocx(m),
  xlsx: async (m) => (await import('./xlsx.ts')).renderXlsx(m),
  pptx: async (m) => (await import('./pptx.ts')).renderPptx(m),
  pdf: async (m) => (await import('./pdf.ts')).renderPdf(m),
  html: async (m) => utf8.encode(await (await import('./html.ts')).renderHtml(m)),
}

parentPort?.on('message', (job: RenderJob) => {
  const answer = (reply: Omit<RenderReply, 'id'>, move: ArrayBuffer[] = []) => parentPort?.postMessage({ id: job.id, ...reply }, move)
  const work = 'pages' in job ? import('./pages.ts').then((m) => m.renderPages(job.pages)) : renderers[job.format](job.model)
  work.then(
    (made) => {
      // A copy of its own: what is moved to the other thread must not be part of a shared buffer.
      const bytes = new Uint8Array(made)
      answer({ bytes }, [bytes.buffer])
    },
    (error: unknown) =>
      answer(
        error instanceof DocumentError
          ? { refused: { code: error.code, params: error.params } }
          : { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      ),
  )
})
