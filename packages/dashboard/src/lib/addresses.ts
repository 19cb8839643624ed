/** The addresses that show a page. Which one it is, the page itself decides. */
export const PAGES = [
  '/',
  '/new',
  '/overview',
  '/settings',
  '/translations/:id',
  '/translations/:id/studio/:language',
] as const

/** The routes of the files. */
export const FILES = ['/assets/:name', '/theme.js', '/icon.svg', '/licences.txt'] as const

/** All are one page. They differ in what the browser is told to fetch at once. */
const BUILT: Readonly<Record<(typeof PAGES)[number], string>> = {
  '/': '/index.html',
  '/new': '/new.html',
  '/overview': '/overview.html',
  '/settings': '/settings.html',
  '/translations/:id': '/translation.html',
  '/translations/:id/studio/:language': '/studio.html',
}

const PATTERNS = PAGES.map((page) => ({
  pattern: new RegExp(`^${page.replaceAll(/:\w+/g, '[^/]+')}/?$`),
  file: BUILT[page],
}))

/** The built file of the page at a path. Undefined: there is no page. */
export function pageFile(path: string): string | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(path))?.file
}
