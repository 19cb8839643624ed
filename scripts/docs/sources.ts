import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface File {
  /** Relative to the root of the repository. */
  path: string
  text: string
}

/** The files that git knows, or would add, and that match any of the patterns. */
export function filesOf(...patterns: string[]): File[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )
  const paths = [...new Set(listed.split('\n').filter(Boolean))]
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** What is shipped: no tests, and nothing that only tests use. */
export function shippedSources(...patterns: string[]): File[] {
  return filesOf(...patterns).filter(
    ({ path }) => path.endsWith('.ts') && !/\.test\.ts$|\/testing\/|\/conformance\//.test(path),
  )
}

/** The documents for users. */
export function documents(): File[] {
  return filesOf('docs/*.md', '*/README.md', 'README.md', 'CONTRIBUTING.md', 'SECURITY.md').filter(
    ({ path }) => !path.startsWith('docs/decisions/'),
  )
}
