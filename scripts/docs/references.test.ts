import { execFileSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../apps/cli/src/cli.ts'
import { cliReference } from './cli-reference.ts'
import { type PackageName, packageEntries, packageReference, REFERENCES } from './package-reference.ts'

const PACKAGES = Object.keys(REFERENCES) as PackageName[]

/** What the compiled entries export, by the name of the entry. Types are not among it. */
let values: Record<string, string[]>

beforeAll(() => {
  const names = PACKAGES.flatMap((of) => packageEntries(of).map(({ name }) => name))
  const script = `const values = {}
    for (const name of ${JSON.stringify(names)}) values[name] = Object.keys(await import(name))
    console.log(JSON.stringify(values))`
  const args = ['--input-type=module', '--eval', script]
  values = JSON.parse(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' }))
})

test.each(PACKAGES)('the reference of the %s has every export, each with a sentence', (of) => {
  const entries = packageEntries(of)
  expect(entries.length).toBeGreaterThanOrEqual(of === 'client' ? 11 : 1)
  for (const { name, exports } of entries) {
    const names = exports.map((each) => each.name)
    expect(names, name).toEqual(expect.arrayContaining(values[name] ?? ['compiled']))
    expect(new Set(names).size, name).toBe(names.length)
  }
  const silent = entries.flatMap(({ name, exports }) =>
    exports.filter(({ about }) => about === '').map((each) => `${name} ${each.name}`),
  )
  expect(silent, 'without a comment').toEqual([])
  const page = packageReference(of)
  for (const { exports } of entries) for (const { name } of exports) expect(page).toContain(`### ${name}\n`)
  expect(page).not.toContain('#private')
})

test('the reference of the command line has every command and option', () => {
  const page = cliReference()
  const commands = createProgram('0.0.0').commands
  for (const { options } of commands) for (const { long } of options) expect(page).toContain(long)
  for (const command of commands) expect(page).toContain(`\n## ${command.name()}\n`)
})
