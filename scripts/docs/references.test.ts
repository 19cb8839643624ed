import { execFileSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { createProgram, everyCommand } from '../../apps/cli/src/cli.ts'
import { fullName } from '../../apps/cli/src/examples.ts'
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

/** Names of types that describe options. */
const OF_OPTIONS = /(?:Options|Settings|Limits|Timeouts|Defaults|Query)$/

test.each(PACKAGES)('every option that the %s exports has a sentence, but for signals', (of) => {
  const all = packageEntries(of).flatMap(({ exports }) => exports)
  const silent = all.flatMap(({ name, code }) =>
    OF_OPTIONS.test(name) && code.startsWith('interface')
      ? membersWithoutComment(code).map((member) => `${name}.${member}`)
      : [],
  )
  expect(silent.filter((member) => !member.endsWith('.signal'))).toEqual([])
})

function membersWithoutComment(code: string): string[] {
  const lines = code.split('\n')
  return lines.flatMap((line, at) => {
    const [, member] = /^ {4}(?:readonly )?(\w+)\??:/.exec(line) ?? []
    return member === undefined || lines[at - 1]?.endsWith('*/') ? [] : [member]
  })
}

/** What only programs inside of a package make. */
const INTERNAL = ['HttpOptions', 'UploadOptions']

test('every type of options that an export names is exported, too', () => {
  const all = PACKAGES.flatMap((of) => packageEntries(of).flatMap(({ exports }) => exports))
  const known = new Set([...all.map(({ name }) => name), ...INTERNAL])
  const named = all.flatMap(({ name, code }) =>
    [...code.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/\b[A-Z]\w+/g)]
      .map(([type]) => type)
      .filter((type) => OF_OPTIONS.test(type) && !known.has(type))
      .map((type) => `${name} names ${type}`),
  )
  expect(named).toEqual([])
})

test('the reference of the command line has every command and option', () => {
  const [, ...sections] = cliReference().split('\n## ')
  const [, ...commands] = everyCommand(createProgram('0.0.0'))
  expect(commands.length).toBeGreaterThan(30)
  for (const command of commands) {
    const section = sections.find((each) => each.startsWith(`${fullName(command)}\n`)) ?? ''
    const options = [...section.matchAll(/^\| `(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option)
    expect(options, fullName(command)).toEqual(command.options.map(({ long }) => long))
  }
})
