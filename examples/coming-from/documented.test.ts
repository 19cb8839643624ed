import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const FOLDER = import.meta.dirname
const PAGE = resolve(FOLDER, '../../docs/coming-from.md')

/** Every parameter and verb that the five documents name. */
const NAMES = `
  base_timeout min_delay max_delay progressive_delay session base_url server_url start_translation wait_for_completion
  get_status on_update max_attempts max_wait_time initial_wait_time backoff_factor jitter max_retries initial_backoff
  max_timeout create_translation_job get_translation_status get_bulk_translation_statuses concurrent_limit
  TranslationStatus TranslationResult error_message initial_delay start_job pending_completion
  MIMIC_JOB_PROCESSING_TIME TranslationError TimeoutError ClientError
`
  .trim()
  .split(/\s+/)

test('what docs/coming-from.md shows is what the programs say', async () => {
  let program = ''
  let checked = 0
  for (const [, file, code] of (await readFile(PAGE, 'utf8')).matchAll(
    /\]\([^)]*?([\w-]+\.ts)\)|```ts\n(.*?)```/gs,
  )) {
    if (file) program = unindented(await readFile(join(FOLDER, file), 'utf8'))
    if (!code) continue
    expect(program).toContain(unindented(code))
    checked++
  }
  expect(checked).toBeGreaterThanOrEqual(9)
})

test.each(NAMES)('its tables say what became of %s', async (name) => {
  const rows = (await readFile(PAGE, 'utf8')).split('\n').filter((line) => line.startsWith('|'))
  expect(rows.some((row) => row.split('|')[1]?.includes(name))).toBe(true)
})

function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, '')
}
