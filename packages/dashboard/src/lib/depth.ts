import { gzipFile, type SiteFile } from './site.ts'

const pages = new WeakMap<SiteFile, Map<number, Promise<SiteFile>>>()

/** How many folders an address is below the first page. */
export function depthOf(path: string): number {
  return path.split('/').length - 2
}

/**
 * The page as it is at an address. The built page names its files beside itself (`./assets/`). From
 * further down they are named by a relative path, too: then no proxy has to say its prefix.
 */
export async function fromDepth(page: SiteFile, depth: number): Promise<SiteFile> {
  if (depth === 0) return page
  const known = pages.get(page) ?? new Map<number, Promise<SiteFile>>()
  pages.set(page, known)
  const made = known.get(depth) ?? lowered(page, depth)
  known.set(depth, made)
  return await made
}

async function lowered(page: SiteFile, depth: number): Promise<SiteFile> {
  const html = new TextDecoder().decode(page.bytes)
  const bytes = new TextEncoder().encode(html.replaceAll('"./', `"${'../'.repeat(depth)}`))
  return {
    ...page,
    bytes,
    gzipped: await gzipFile(bytes),
    etag: page.etag.replace(/"$/, `-${depth}"`),
  }
}
