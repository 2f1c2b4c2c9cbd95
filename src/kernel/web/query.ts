import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CallInput, Endpoint, Output } from '../contract/endpoint.ts'
import { call, keyOf } from './client.ts'

type Given = { params?: unknown; query?: unknown; body?: unknown }
type ReadOptions = { enabled?: boolean; staleTime?: number; refetchInterval?: number; keepPrevious?: boolean }

/** Reads a GET endpoint through the cache. `data` is its answer, `error` an `ApiError`. */
export function useEndpoint<E extends Endpoint>(endpoint: E, input?: CallInput<E>, options: ReadOptions = {}) {
  const { keepPrevious, ...rest } = options
  return useQuery<Output<E>>({
    queryKey: rest.enabled === false ? [endpoint.path, 'off'] : keyOf(endpoint, input as Given),
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
    ...(keepPrevious ? { placeholderData: (before) => before } : {}),
    ...rest,
  })
}

type Page = { rows: unknown[]; total: number; next: string | null }
type RowOf<E> = Output<E> extends { rows: (infer Row)[] } ? Row : never

/** Reads a list endpoint (`pageOf`) page after page; `list` goes straight into `<ListScreen {...list}>`. */
export function usePages<E extends Endpoint>(endpoint: E, input?: CallInput<E>, options: { enabled?: boolean } = {}) {
  const given = (input ?? {}) as Given
  const result = useInfiniteQuery({
    queryKey:
      options.enabled === false
        ? [endpoint.path, 'off']
        : keyOf(endpoint, { ...given, query: { ...(given.query as object), pages: true } }),
    queryFn: ({ signal, pageParam }) =>
      call(endpoint, { ...given, query: { ...(given.query as object), after: pageParam ?? undefined } } as CallInput<E>, {
        signal,
      }) as Promise<Page>,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    ...options,
  })
  const rows = result.data?.pages.flatMap((page) => page.rows) as RowOf<E>[] | undefined
  const all = async (most: number) => {
    const count = (r: { data?: { pages: Page[] } }) => r.data?.pages.reduce((n, page) => n + page.rows.length, 0) ?? 0
    for (let r: typeof result = result; r.hasNextPage && !r.isError && count(r) < most;) r = (await result.fetchNextPage()) as typeof result
  }
  const list = {
    rows,
    total: result.data?.pages[0]?.total,
    error: rows ? null : result.error,
    onRetry: () => void result.refetch(),
    more: { has: result.hasNextPage, loading: result.isFetchingNextPage, load: () => void result.fetchNextPage(), all },
  }
  return { ...result, rows, total: list.total, list }
}

type CallOptions<E extends Endpoint> = {
  /** Paths whose queries are read again, e.g. `/events/:eventId/sessions`; `:params` are taken from the call. */
  invalidates?: string[]
  /** Changes cached answers at once and takes it back if the server refuses. */
  optimistic?: { path: string; apply: (cached: never, input: CallInput<E>) => unknown }[]
  onSuccess?: (answer: Output<E>, input: CallInput<E>) => void
}

/** Writes through an endpoint; `mutateAsync(input)` answers or throws `ApiError`. */
export function useCall<E extends Endpoint>(endpoint: E, options: CallOptions<E> = {}) {
  const client = useQueryClient()
  const params = (input: CallInput<E>) => ({ params: (input as Given).params })
  return useMutation<Output<E>, Error, CallInput<E>, [readonly unknown[], unknown][]>({
    mutationFn: (input) => call(endpoint, input),
    onMutate: async (input) => {
      const before: [readonly unknown[], unknown][] = []
      for (const { path, apply } of options.optimistic ?? []) {
        const filter = { queryKey: keyOf(path, params(input)) }
        await client.cancelQueries(filter)
        before.push(...client.getQueriesData(filter))
        client.setQueriesData(filter, (cached: unknown) => (cached === undefined ? cached : apply(cached as never, input)))
      }
      return before
    },
    onError: (_error, _input, before) => before?.forEach(([key, data]) => client.setQueryData(key, data)),
    onSuccess: (answer, input) => options.onSuccess?.(answer, input),
    onSettled: (_answer, _error, input) =>
      Promise.all((options.invalidates ?? []).map((path) => client.invalidateQueries({ queryKey: keyOf(path, params(input)) }))),
  })
}
