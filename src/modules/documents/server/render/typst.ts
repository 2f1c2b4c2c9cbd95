import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { DocumentError } from '../../contract/model.ts'
import { fontFolders } from './fonts.ts'

type Job = {
  /** One of ours by name, or a template that another module brings; it may import `/lib.typ`. */
  template: 'document.typ' | 'chart.typ' | 'certificate.typ' | { name: string; source: string }
  output: 'pdf' | 'svg'
  files: Record<string, Uint8Array>
  /** Structure for screen readers; pages that are only ever printed go without. Default true. */
  tags?: boolean
}

const workspace = join(dirname(fileURLToPath(import.meta.url)), 'typst')
let compiler: NodeCompiler | undefined
let jobs = 0
const brought = new Set<string>()

// One compiler for the life of the thread: fonts load once.
function start(): NodeCompiler {
  const c = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fontFolders() }] })
  for (const name of ['lib.typ', 'document.typ', 'chart.typ', 'certificate.typ'])
    c.addSource(join(workspace, name), readFileSync(join(workspace, name), 'utf8'))
  return c
}
function mainFile(c: NodeCompiler, template: Job['template']): string {
  if (typeof template === 'string') return join(workspace, template)
  const path = join(workspace, 'brought', template.name)
  if (!brought.has(template.name)) c.addSource(path, template.source)
  brought.add(template.name)
  return path
}

/**
 * Typesets a template of ours with data (`data.json` and pictures in `files`); text in the data is never read as markup. Works in
 * the calling thread, so servers call it through the pool only.
 * @throws DocumentError `documents.render_failed` with the typesetter's message
 */
export function typeset(job: Job): { pdf?: Uint8Array; svg?: string } {
  const c = (compiler ??= start())
  // A fresh name per job: results are memoised by path.
  const id = ++jobs
  const paths = Object.entries(job.files).map(([name, bytes]) => {
    const path = join(workspace, 'job', String(id), name)
    c.mapShadow(path, Buffer.from(bytes))
    return path
  })
  try {
    const by = { mainFilePath: mainFile(c, job.template), inputs: { data: `/job/${id}/data.json` } }
    return job.output === 'svg' ? { svg: c.plainSvg(by) } : { pdf: new Uint8Array(c.pdf(by, { pdfTags: job.tags ?? true })) }
  } catch (error) {
    // The typesetter's errors say what is wrong in their code and nothing in their message.
    const { message, code } = error as { message?: string; code?: string }
    throw new DocumentError('documents.render_failed', { message: (message || code || String(error)).slice(0, 500) })
  } finally {
    for (const path of paths) c.unmapShadow(path)
    c.evictCache(4)
  }
}
