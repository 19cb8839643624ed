import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** One TypeScript file of this repository: `path` is relative to the root, with forward slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

/**
 * Reads every TypeScript and JavaScript file that git tracks, and new ones that it does not ignore.
 */
export function readSources(): Source[] {
  const listed = git('ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs')
  const deleted = new Set(git('ls-files', '--deleted'))
  return listed
    .filter((path) => !deleted.has(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** Code that users run: the sources of packages, apps and benchmarks without their tests. */
export function withoutTests(sources: readonly Source[]): Source[] {
  return sources.filter(
    ({ path }) => /^(packages|apps|benchmarks)\/.*\bsrc\//.test(path) && !path.includes('.test.'),
  )
}

function git(...args: string[]): string[] {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean)
}
