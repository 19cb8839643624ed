import { readFile } from 'node:fs/promises'
import type { Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from './cli.ts'
import { EXIT_CODES } from './exit-codes.ts'

const program = createProgram('0.0.0')
const docs = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
const commands = everyCommand(program)

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

function optionsOf(command: Command): readonly Option[] {
  return command.options.filter(({ long }) => long !== '--version')
}

test.each(commands.flatMap((command) => optionsOf(command).map(({ long }) => [command.name(), long ?? ''])))(
  '%s %s is in docs/cli.md',
  (_command, option) => {
    expect(docs).toMatch(new RegExp(`${option}\\b`))
  },
)

test('docs/cli.md names no option that no command has', () => {
  const known = commands.flatMap((command) => command.options.map(({ long }) => long))
  const named = new Set([...docs.matchAll(/(?<![\w-])--[a-z][a-z0-9-]+/g)].map(([option]) => option))
  // Commander adds these to every command.
  for (const option of ['--help', '--version']) named.delete(option)
  for (const option of named) expect(known).toContain(option)
})

test('docs/cli.md has every command, and the table of exit codes that the help prints', () => {
  for (const command of program.commands) expect(docs).toContain(`\`${command.name()}`)
  for (const { code, meaning } of Object.values(EXIT_CODES))
    expect(docs).toContain(`| ${code} | ${meaning} |`)
})

test('the addresses and log level that docs/cli.md names are the defaults', () => {
  const serve = program.commands.find((command) => command.name() === 'serve')
  const simulate = program.commands.find((command) => command.name() === 'simulate')
  expect(serve?.opts()).toMatchObject({ host: '127.0.0.1', port: 8484, logLevel: 'info' })
  expect(docs).toContain('`127.0.0.1:8484`')
  expect(simulate?.opts()).toMatchObject({ host: '127.0.0.1', port: 5000 })
  expect(docs).toContain('`127.0.0.1:5000`')
})
