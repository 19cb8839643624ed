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

const PATTERNS = PAGES.map((page) => new RegExp(`^${page.replaceAll(/:\w+/g, '[^/]+')}/?$`))

export function isPage(path: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(path))
}
