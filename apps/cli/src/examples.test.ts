import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram, everyCommand } from './cli.ts'
import { EXAMPLES, fullName } from './examples.ts'

const program = createProgram('0.0.0')
const commands = everyCommand(program)

test.each(commands.map((command) => [fullName(command), command] as const))(
  '%s has examples',
  (name, command) => {
    const examples = EXAMPLES[name] ?? []
    expect(examples.length).toBeGreaterThan(0)
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
    for (const example of examples) expect(help).toContain(`  ${example}\n`)
  },
)

test('no example is about a command that does not exist', () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(commands.map(fullName).toSorted())
})

test.each(Object.entries(EXAMPLES).flatMap(([name, lines]) => lines.map((line) => [name, line] as const)))(
  'the example of %s is valid: %s',
  (name, line) => {
    const [, words = ''] = /video-translation (.*)/.exec(line) ?? []
    const used = useOf(words.replace(/[)<>].*$/, '').trim())
    // A command with subcommands shows how to use these.
    const isGroup = commands.some((command) => fullName(command) === name && command.commands.length > 0)
    expect(isGroup ? used : `${used} `).toMatch(name === program.name() ? /\w/ : new RegExp(`^${name} `))
  },
)

/** Parses a line as the command would, without its work. Returns the command that it is for. */
function useOf(line: string): string {
  const words = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))
  let used = ''
  const fresh = createProgram('0.0.0')
  for (const command of everyCommand(fresh))
    command
      .configureOutput({ writeErr: () => undefined })
      .action((...all: unknown[]) => void (used = fullName(all.at(-1) as Command)))
  fresh.parse(words, { from: 'user' })
  return used
}
