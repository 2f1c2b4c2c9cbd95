import type { CallInput, Endpoint, Output } from '../contract/endpoint.ts'
import type { Problem } from '../contract/problem.ts'

export type FieldProblem = NonNullable<Problem['fields']>[number]

/** What the API refused, or `network.offline` (status 0) when it could not be reached. `message` is in the person's language. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly fields: FieldProblem[]
  constructor(code: string, status: number, title: string, fields: FieldProblem[] = []) {
    super(title)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.fields = fields
  }
}

type Given = { params?: unknown; query?: unknown; body?: unknown }
type Values = Record<string, unknown>

const fill = (path: string, params: unknown) =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const value = (params as Values | undefined)?.[name]
    if (value === undefined || value === null || value === '') throw new Error(`${path} needs ${name}`)
    return encodeURIComponent(String(value))
  })

function search(query: unknown): string {
  const out = new URLSearchParams()
  for (const [name, value] of Object.entries((query ?? {}) as Values))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') out.append(name, String(one))
  const text = out.toString()
  return text && `?${text}`
}

const GUARDED = '#guarded'
/** The address of an endpoint, e.g. for a download link or an image. One that needs proof says so, for `watchDownloads`. */
export const href = <E extends Endpoint>(endpoint: E, input?: CallInput<E>): string =>
  `/api${fill(endpoint.path, (input as Given | undefined)?.params)}${search((input as Given | undefined)?.query)}${endpoint.stepUp ? GUARDED : ''}`

/** How a person is asked to prove who they are, given once by the app. False = they'd rather not. */
let prove: (() => Promise<boolean>) | undefined
export const onProofNeeded = (ask: typeof prove): void => void (prove = ask)

/** Sends, and sends again after the proof that it may need. @throws ApiError */
async function settled(send: () => Promise<Response>): Promise<Response> {
  for (let again = false; ; again = true) {
    const answer = await send()
    if (answer.ok) return answer
    const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>
    if (again || problem.code !== 'auth.step_up_required' || !(await prove?.()))
      throw new ApiError(problem.code ?? `http.${answer.status}`, answer.status, problem.title ?? '', problem.fields)
  }
}
const offline = (cause: unknown): never => {
  if ((cause as Error).name === 'AbortError') throw cause
  throw new ApiError('network.offline', 0, '')
}

/** Saves what an address answers, after the proof that it may need; the page stays whatever comes of it. @throws ApiError */
export async function download(address: string): Promise<void> {
  const headers = { 'accept-language': document.documentElement.lang || 'zh-TW' }
  const answer = await settled(() => fetch(address, { credentials: 'same-origin', headers }).catch(offline))
  const name = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await answer.blob())
  Object.assign(document.createElement('a'), { href: url, download: decodeURIComponent(name ?? 'download') }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
/** Leads clicks on links to guarded downloads through `download`. */
export const watchDownloads = (onError: (error: unknown) => void): void =>
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>(`a[href*="${GUARDED}"]`)
    if (!link) return
    event.preventDefault()
    download(link.href).catch(onError)
  })

/**
 * The query key of an endpoint or path: its filled segments, then the query. A shorter path is a prefix of the longer ones,
 * so invalidating `/events/:eventId/sessions` reaches the list and every record below it.
 * @example keyOf('/events/:eventId/sessions', { params: { eventId: 'e1' } }) // ['events', 'e1', 'sessions']
 */
export function keyOf(of: Endpoint | string, input?: Given): unknown[] {
  const path = typeof of === 'string' ? of : of.path
  const segments = fill(path, input?.params).split('/').filter(Boolean)
  return input?.query === undefined ? segments : [...segments, input.query]
}

/**
 * Calls an endpoint. A POST carries an idempotency key; give `idempotencyKey` to repeat one safely. A `File` goes as bytes, `FormData` as it is.
 * @throws ApiError on any answer outside 2xx, or `network.offline`
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  input?: CallInput<E>,
  init: { signal?: AbortSignal; idempotencyKey?: string } = {},
): Promise<Output<E>> {
  const body = (input as Given | undefined)?.body
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': document.documentElement.lang || 'zh-TW' }
  if (endpoint.method === 'POST') headers['idempotency-key'] = init.idempotencyKey ?? crypto.randomUUID()
  const asIs = body instanceof FormData || body instanceof Blob
  if (body !== undefined && !(body instanceof FormData)) headers['content-type'] = asIs ? 'application/octet-stream' : 'application/json'
  const answer = await settled(() =>
    fetch(href(endpoint, input), {
      method: endpoint.method,
      credentials: 'same-origin',
      headers,
      ...(body === undefined ? {} : { body: asIs ? body : JSON.stringify(body) }),
      ...(init.signal ? { signal: init.signal } : {}),
    }).catch(offline),
  )
  if (endpoint.raw) return (await answer.blob()) as Output<E>
  return (answer.status === 204 ? undefined : await answer.json()) as Output<E>
}
