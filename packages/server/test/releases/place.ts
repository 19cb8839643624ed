import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const SUFFIX = '.tar.gz'

/** The data folder of a release, packed with what the release read from it. */
export function dataOf(version: string): string {
  return join(import.meta.dirname, `${version}${SUFFIX}`)
}

/** The releases that left a data folder, e.g. `1.0.0-rc.0`. */
export function releasesWithData(): string[] {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith(SUFFIX))
  return names.map((name) => name.slice(0, -SUFFIX.length))
}
