import { I18nProvider } from '@lingui/react'
import { i18n } from '@lingui/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { startTransition } from 'react'
import type { Root } from 'react-dom/client'
import { createAppRouter } from './router.tsx'
import { SessionProvider } from './session/session-provider.tsx'
import { nextTask } from './ui/after-paint.ts'
import { startWords } from './words/words.ts'

/** Draws the page at the address once all its code is there. Until then the first paint stays. */
export async function startApp(root: Root): Promise<void> {
  await startWords()
  const router = createAppRouter()
  await nextTask()
  await router.load()
  const app = <App router={router} queries={createQueries()} />
  // As a transition it is drawn in pieces, between which keys and the pointer are answered.
  startTransition(() => root.render(app))
}

function App({ router, queries }: { router: ReturnType<typeof createAppRouter>; queries: QueryClient }) {
  return (
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </QueryClientProvider>
    </I18nProvider>
  )
}

/** The client repeats failed requests itself, under a budget. */
function createQueries(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000 } } })
}
