import '@mantine/core/styles.css'
import '../../src/ui/tokens.css'
import '../../src/ui/kit.css'
import './shell/shell.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { ApiError, watchDownloads } from '../../src/kernel/web/client.ts'
import { startI18n, translate } from '../../src/kernel/web/i18n.ts'
import { registerModules } from '../../src/kernel/web/module.tsx'
import { toast } from '../../src/ui/feedback.tsx'
import { KitProvider } from '../../src/ui/theme.tsx'
import { loadTexts } from './locales.ts'
import { modules } from './modules.ts'
import { makeRouter } from './router.tsx'
import { watchLink, watchRenewal } from './shell/link.ts'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
    // Without a line a save is refused at once, rather than waiting unseen in a tab that may be closed.
    mutations: { networkMode: 'always' },
  },
})
// An answer 401 means that the session ended meanwhile; asking who is here leads to the sign-in screen.
client.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'session') return
  if (event.action.error instanceof ApiError && event.action.error.status === 401) void client.invalidateQueries({ queryKey: ['session'] })
})

watchLink(client)
watchRenewal()
watchDownloads((error) => toast((error instanceof ApiError && error.message) || translate('ui:error.offline'), { tone: 'amber' }))

registerModules(modules)
const router = makeRouter()
await startI18n(loadTexts)
createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={client}>
    <KitProvider>
      <RouterProvider router={router} />
    </KitProvider>
  </QueryClientProvider>,
)
