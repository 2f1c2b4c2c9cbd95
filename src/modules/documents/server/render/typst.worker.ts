import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { fontFolders } from './fonts.ts'
import type { TypstJob, TypstReply } from './typst.ts'

// One compiler for the life of the process: fonts load once, and typesetting stays off the server's own thread.
const workspace = join(dirname(fileURLToPath(import.meta.url)), 'typst')
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fontFolders() }] })
for (const name of ['lib.typ', 'document.typ', 'chart.typ'])
  compiler.addSource(join(workspace, name), readFileSync(join(workspace, name), 'utf8'))

function run(job: TypstJob): TypstReply {
  // A fresh name per job: results are memoised by path.
  const folder = join(workspace, 'job', String(job.id))
  const paths = Object.keys(job.files).map((name) => join(folder, name))
  try {
    for (const [name, bytes] of Object.entries(job.files)) compiler.mapShadow(join(folder, name), Buffer.from(bytes))
    const by = { mainFilePath: join(workspace, job.template), inputs: { data: `/job/${job.id}/data.json` } }
    if (job.output === 'svg') return { id: job.id, svg: compiler.plainSvg(by) }
    return { id: job.id, pdf: new Uint8Array(compiler.pdf(by, { pdfTags: true })) }
  } catch (error) {
    return { id: job.id, error: error instanceof Error ? error.message : String(error) }
  } finally {
    for (const path of paths) compiler.unmapShadow(path)
    compiler.evictCache(4)
  }
}

parentPort?.on('message', (job: TypstJob) => parentPort?.postMessage(run(job)))
