import { expect, test } from 'vitest'
import { createProgram } from '../../apps/cli/src/cli.ts'
import { cliReference } from './cli-reference.ts'
import { clientEntries, clientReference } from './client-reference.ts'

test('the reference of the client has every export of every entry, each with a sentence', async () => {
  const entries = clientEntries()
  expect(entries.length).toBeGreaterThan(10)
  for (const { name, exports } of entries) {
    const values = Object.keys((await import(/* @vite-ignore */ name)) as object)
    const names = exports.map((each) => each.name)
    expect(names, name).toEqual(expect.arrayContaining(values))
    expect(new Set(names).size, name).toBe(names.length)
  }
  const silent = entries.flatMap(({ name, exports }) =>
    exports.filter(({ about }) => about === '').map((each) => `${name} ${each.name}`),
  )
  expect(silent, 'without a comment').toEqual([])
  const page = clientReference()
  expect(page).toContain('### VideoTranslationClient\n')
  expect(page).not.toContain('#private')
})

test('the reference of the command line has every command and option', () => {
  const page = cliReference()
  const commands = createProgram('0.0.0').commands
  for (const { options } of commands) for (const { long } of options) expect(page).toContain(long)
  for (const command of commands) expect(page).toContain(`\n## ${command.name()}\n`)
})
