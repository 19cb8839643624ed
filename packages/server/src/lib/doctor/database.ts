import { DatabaseUnusable } from '../store/database-unusable.ts'
import { safeUrl } from '../store/safe-url.ts'
import type { Check } from './check.ts'

/**
 * Checks that the server could use the PostgreSQL database. Without a URL there is nothing to
 * check.
 */
export async function checkDatabase(url: string | undefined): Promise<Check[]> {
  if (!url) return []
  const base = { name: 'database', optional: false, neededFor: 'keeping translations' }
  const { inspectDatabase } = await import('../store/postgres/inspect-database.ts')
  try {
    const { version, schema } = await inspectDatabase(url)
    return [{ ...base, ok: true, found: `PostgreSQL ${version} at ${safeUrl(url)}, schema ${schema}` }]
  } catch (error) {
    const fix = error instanceof DatabaseUnusable ? error.remedy : undefined
    const found = error instanceof Error ? error.message : String(error)
    return [{ ...base, ok: false, found, ...(fix && { fix }) }]
  }
}
