import { ApiError } from '../../../kernel/web/client.ts'

/** Calls one of the sign-in endpoints below `/api/auth`; refusals come out as an ApiError in the person's language. */
export async function auth(path: `/${string}`, body: Record<string, unknown> = {}): Promise<unknown> {
  const answer = await fetch(`/api/auth${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiError('network.offline', 0, '')
  })
  if (answer.ok) return answer.json().catch(() => undefined)
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; title?: string; fields?: ApiError['fields'] }
  throw new ApiError(problem.code ?? `http.${answer.status}`, answer.status, problem.title ?? '', problem.fields ?? [])
}

/** Remembers which organisation this browser works in; the server checks the membership each time. */
export const chooseOrganisation = (id: string): void => void (document.cookie = `bantoh_org=${id}; path=/; max-age=31536000; samesite=lax`)
