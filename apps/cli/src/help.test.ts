import { readFile } from 'node:fs/promises'
import type { Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { createProgram, everyCommand } from './cli.ts'
import { fullName } from './examples.ts'
import { EXIT_CODES } from './exit-codes.ts'

const program = createProgram('0.0.0')
const docs = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
const commands = everyCommand(program)

function optionsOf(command: Command): readonly Option[] {
  return command.options.filter(({ long }) => long !== '--version')
}

const sections = new Map(
  docs
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
)

/** What every command may use. */
const SHARED = ['Which server a command uses', 'The config file', 'Output']

/** Commands that take the options of another one too. */
const ALSO: Record<string, string> = { create: 'translate', cancel: 'list', retry: 'list', delete: 'list' }

/** What the page says about the options of a command. */
function textFor(command: Command): string {
  const [name = ''] = fullName(command).split(' ')
  const names = [name, ALSO[name] ?? name].map((each) => new RegExp(`\\b${each}\\b`))
  const own = [...sections].filter(
    ([title]) => SHARED.includes(title) || names.some((each) => each.test(title)),
  )
  const rows = (sections.get('Other commands') ?? '').split('\n')
  return [...own.map(([, text]) => text), ...rows.filter((row) => row.startsWith(`| \`${name}\` |`))].join(
    '\n',
  )
}

test.each(
  commands.flatMap((command) =>
    optionsOf(command).map(({ long }) => [fullName(command), long ?? '', command] as const),
  ),
)('docs/cli.md has, for %s, the option %s', (_name, option, command) => {
  expect(textFor(command)).toMatch(new RegExp(`(?<![\\w-])${option}(?![\\w-])`))
})

test('docs/cli.md names no option that no command has', () => {
  const known = commands.flatMap((command) => command.options.map(({ long }) => long))
  const named = new Set([...docs.matchAll(/(?<![\w-])--[a-z][a-z0-9-]+/g)].map(([option]) => option))
  // Commander adds these to every command.
  for (const option of ['--help', '--version']) named.delete(option)
  for (const option of named) expect(known).toContain(option)
})

test('docs/cli.md has every command, and the table of exit codes that the help prints', () => {
  for (const command of program.commands)
    expect(sections.get('Commands')).toMatch(new RegExp(`^\\| \`${command.name()}[ \`]`, 'm'))
  for (const { code, meaning } of Object.values(EXIT_CODES))
    expect(docs).toContain(`| ${code} | ${meaning} |`)
})

test('docs/cli.md has the JSON document of each command that prints one', () => {
  const [, table = ''] = (sections.get('Output') ?? '').split('| command |')
  const names = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/ --.*/, '')),
  )
  const printing = commands.filter(({ options }) => options.some(({ long }) => long === '--json'))
  expect(printing.map(fullName).filter((name) => !names.includes(name))).toEqual([])
})

test('the addresses and log level that docs/cli.md names are the defaults', () => {
  const serve = program.commands.find((command) => command.name() === 'serve')
  const simulate = program.commands.find((command) => command.name() === 'simulate')
  expect(serve?.opts()).toMatchObject({ host: '127.0.0.1', port: 8484, logLevel: 'info' })
  expect(docs).toContain('`127.0.0.1:8484`')
  expect(simulate?.opts()).toMatchObject({ host: '127.0.0.1', port: 5000 })
  expect(docs).toContain('`127.0.0.1:5000`')
})
