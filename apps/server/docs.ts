import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Services } from '../../src/kernel/server/mount.ts'

const esc = (s: unknown) =>
  String(s ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')

type Operation = {
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema?: { type?: string } }[]
  requestBody?: { content?: Record<string, { schema?: { properties?: Record<string, unknown>; required?: string[] } }> }
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', examples: ['urn:bantoh:problem:record.not_found'] },
    title: { type: 'string', description: 'In the language of Accept-Language (or ?lang=): zh-TW unless it is English' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; what a program should look at', examples: ['record.not_found'] },
    fields: {
      type: 'array',
      description: 'What is wrong with which field of the request',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
const bytes = { type: 'string', contentMediaType: 'application/octet-stream' }

/** The document of Fastify's routes, completed by what its schemas cannot say: problems, files, who needs no key. */
function complete(app: FastifyInstance, services: Services) {
  const doc = structuredClone(app.swagger()) as any
  doc.components = { ...doc.components, schemas: { ...doc.components?.schemas, Problem: problem } }
  doc.components.responses = {
    Problem: {
      description: 'Refused or failed (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  }
  for (const methods of Object.values<any>(doc.paths))
    for (const op of Object.values<any>(methods)) op.responses.default = { $ref: '#/components/responses/Problem' }
  for (const e of services.mounted) {
    const op = doc.paths[`/api${e.path.replaceAll(/:(\w+)/g, '{$1}')}`]?.[e.method.toLowerCase()]
    if (!op) continue
    if (e.action === 'public') op.security = []
    if (e.raw) op.responses['200'] = { description: 'A file', content: { '*/*': { schema: bytes } } }
    if (e.body instanceof z.ZodCustom) op.requestBody = { required: true, content: { 'application/octet-stream': { schema: bytes } } }
    if (e.method === 'POST' && !e.raw)
      op.parameters = [
        ...(op.parameters ?? []),
        {
          in: 'header',
          name: 'Idempotency-Key',
          description: 'Repeat a request under the same key and it is done once; kept for two days',
          schema: { type: 'string', maxLength: 200 },
        },
      ]
  }
  return doc
}

/** `/api/openapi.json`, and `/api/docs`: the same document as a page that a person reads without JavaScript. */
export function mountDocs(app: FastifyInstance, services: Services) {
  let kept: unknown
  const document = () => (kept ??= complete(app, services))
  const hidden = { schema: { hide: true } as never }
  app.get('/api/openapi.json', hidden, async () => document())
  app.get('/api/docs', hidden, async (_request, reply) => {
    const doc = document() as {
      info: { title: string; version: string; description?: string }
      paths: Record<string, Record<string, Operation>>
    }
    const groups = new Map<string, string[]>()
    for (const [path, methods] of Object.entries(doc.paths))
      for (const [method, op] of Object.entries(methods)) {
        const body = Object.values(op.requestBody?.content ?? {})[0]?.schema
        const fields = [
          ...(op.parameters ?? []).filter((p) => p.in !== 'header').map((p) => `${p.name}${p.required ? '*' : ''} (${p.in})`),
          ...Object.keys(body?.properties ?? {}).map((k) => `${k}${body?.required?.includes(k) ? '*' : ''}`),
        ]
        const tag = op.tags?.[0] ?? 'other'
        groups.set(tag, [
          ...(groups.get(tag) ?? []),
          `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${esc(path)}</code></td><td>${esc(op.summary)}</td><td>${fields.map((f) => `<code>${esc(f)}</code>`).join(' ')}</td></tr>`,
        ])
      }
    const body = [...groups]
      .toSorted()
      .map(
        ([tag, rows]) =>
          `<h2 id="${esc(tag)}">${esc(tag)}</h2><table><thead><tr><th>Method</th><th>Path</th><th>What</th><th>Takes</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
      )
      .join('')
    return reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${esc(doc.info.title)} API</title><style>body{font:14px/1.6 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1F2328;background:#FBFAF7}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;border-bottom:1px solid #E5E1D8;padding:4px 12px 4px 0}code{font-size:12px;overflow-wrap:anywhere}h2{margin-top:2rem}</style><h1>${esc(doc.info.title)} API ${esc(doc.info.version)}</h1><p>${esc(doc.info.description)}</p><p>Authenticate with <code>Authorization: Bearer bth_…</code>. The machine-readable document is <a href="/api/openapi.json">openapi.json</a>.</p>${body}</html>`,
      )
  })
}
