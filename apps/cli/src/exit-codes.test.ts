import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeExitCodes, EXIT_CODES } from './exit-codes.ts'

const docs = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

test.each(Object.values(EXIT_CODES))(
  'docs/cli.md and the help describe exit code $code alike',
  ({ code, meaning }) => {
    expect(docs).toContain(`| ${code} | ${meaning} |`)
    expect(describeExitCodes()).toContain(meaning)
  },
)

test('each exit reason has its own code', () => {
  const codes = Object.values(EXIT_CODES).map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
})
