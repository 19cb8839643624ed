import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { STATUS_SHAPES, STATUS_WORDS } from 'video-translation-client/protocols/status'
import { expect, test } from 'vitest'

const DOCS = resolve(import.meta.dirname, '../docs')
const [comingFrom, protocols] = await Promise.all(
  ['coming-from.md', 'protocols.md'].map((page) => readFile(join(DOCS, page), 'utf8')),
)

/** Every parameter and function that the five documents name. */
const NAMES = `
  base_timeout min_delay max_delay progressive_delay session base_url server_url start_translation wait_for_completion
  get_status on_update max_attempts max_wait_time initial_wait_time backoff_factor jitter max_retries initial_backoff
  max_timeout create_translation_job get_translation_status get_bulk_translation_statuses concurrent_limit
  TranslationStatus TranslationResult error_message initial_delay start_job pending_completion
  MIMIC_JOB_PROCESSING_TIME TranslationError TimeoutError ClientError
`
  .trim()
  .split(/\s+/)

test.each(NAMES)('coming-from.md has a row for %s', (name) => {
  expect(rowsOf(comingFrom!).some(([there]) => there?.includes(name))).toBe(true)
})

test('the code in coming-from.md is in the programs', async () => {
  const shown = await programsIn(comingFrom!)
  expect(shown.length).toBeGreaterThanOrEqual(9)
  for (const { code, program } of shown) expect(program).toContain(code)
})

test('protocols.md has the whole protocol of the example and its test', async () => {
  const shown = await programsIn(protocols!)
  const whole = shown.filter(({ code, program }) => code === program)
  expect(whole).toHaveLength(1)
  const tested = shown.find(({ code }) => code.startsWith('describeProtocol('))
  expect(tested?.program).toContain(tested?.code)
})

test('the table of shapes in protocols.md matches the code', () => {
  const shapes = Object.entries(STATUS_SHAPES).map(([name, shape]) => {
    const { start = '', get, cancel = '', ids } = { start: undefined, cancel: undefined, ...shape }
    return [name, start, get, cancel, ids]
  })
  const table = rowsOf(protocols!).filter(([name]) => Object.hasOwn(STATUS_SHAPES, name!.split(' ')[0]!))
  expect(table.map(([name, ...rest]) => [name!.split(' ')[0], ...rest])).toEqual(
    shapes.map(([name, ...rest]) => [name, ...rest]),
  )
})

test('the table of words in protocols.md matches the code', () => {
  const [, section = ''] = protocols!.split('The usual words')
  const table = rowsOf(section.split('\n## ')[0]!).slice(1)
  expect(Object.fromEntries(table)).toEqual(STATUS_WORDS)
})

/** The cells of every row of every table, without backticks. */
function rowsOf(page: string): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^[|-]+$/.test(line))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/**
 * Each piece of TypeScript, with the program that the last link before it names. Indents are
 * removed.
 */
async function programsIn(page: string): Promise<{ code: string; program: string }[]> {
  const shown: { code: string; program: string }[] = []
  let program = ''
  for (const [, file, code] of page.matchAll(/\]\(\.\.\/(examples\/[\w./-]+?\.ts)\)|```ts\n(.*?)```/gs)) {
    if (file) program = unindented(await readFile(resolve(DOCS, '..', file), 'utf8'))
    if (code && program) shown.push({ code: unindented(code), program })
  }
  return shown
}

function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, '')
}
