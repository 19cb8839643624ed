import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readListSearch } from './list/list-search.ts'
import { BASE } from './session/base.ts'
import { PageFailure } from './shell/page-failure.tsx'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'
import { loadPageWords } from './words/words.ts'

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageFailure,
})

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./list/list-page.tsx'), 'ListPage'),
})

const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new',
  component: lazyRouteComponent(() => withWords(import('./new/new-page.tsx')), 'NewPage'),
})

const translationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/translations/$id',
  component: lazyRouteComponent(
    () => withWords(import('./translation/translation-page.tsx')),
    'TranslationPage',
  ),
})

const studioRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/translations/$id/studio/$language',
  // A link can lead to a line.
  validateSearch: ({ line }: { line?: unknown }): { line?: string } =>
    typeof line === 'string' ? { line: line.slice(0, 20) } : {},
  component: lazyRouteComponent(() => withWords(import('./studio/studio-page.tsx')), 'StudioPage'),
})

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview',
  component: lazyRouteComponent(() => withWords(import('./overview/overview-page.tsx')), 'OverviewPage'),
})

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => withWords(import('./settings/settings-page.tsx')), 'SettingsPage'),
})

/** A page comes together with its words. */
async function withWords<Page>(page: Promise<Page>): Promise<Page> {
  const [loaded] = await Promise.all([page, loadPageWords()])
  return loaded
}

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      listRoute,
      newRoute,
      translationRoute,
      studioRoute,
      overviewRoute,
      settingsRoute,
    ]),
    basepath: new URL(BASE).pathname,
    defaultPreload: 'intent',
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
