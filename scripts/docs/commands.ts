import type { Command } from 'commander'
import { createProgram, everyCommand } from '../../apps/cli/src/cli.ts'
import { EXAMPLES } from '../../apps/cli/src/examples.ts'
import { samplesOf } from './markdown.ts'
import { documents } from './sources.ts'

/** A line that a reader types into a shell. */
export interface ShellLine {
  /** What it belongs to: a sample of a page, or the examples of a command. */
  group: string
  text: string
}

/** The lines of all samples for a shell, without comments, and those of `--help`. */
export function shellLines(): ShellLine[] {
  const samples = documents().flatMap(({ path, text }) =>
    samplesOf(text)
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code, line }) => linesOf(code).map((each) => ({ group: `${path}:${line}`, text: each }))),
  )
  const examples = Object.entries(EXAMPLES).flatMap(([name, lines]) =>
    lines.map((text) => ({ group: `${name} --help`, text })),
  )
  return [...samples, ...examples]
}

/** A backslash, a quote and a document for standard input go on in the next line. */
function linesOf(script: string): string[] {
  const joined = script.replaceAll(/(?:^|[ \t]+)#.*$/gm, '').replaceAll(/\\\n\s*/g, ' ')
  const lines = joined.match(/^(?:[^\n']*<<(\w+)\n[^]*?^\1$|(?:'[^']*'|[^\n'])*)/gm) ?? []
  return lines.map((line) => line.trim()).filter(Boolean)
}

/** The lines in the text of pages that name our command: `video-translation doctor`. */
export function namedCommands(): ShellLine[] {
  return documents().flatMap(({ path, text }) =>
    [...text.matchAll(/`(video-translation [^`\n]+)`/g)]
      .map(([, code = '']) => ({ group: path, text: code.replaceAll('\\|', '|') }))
      .filter((line) => !/^video-translation [A-Z]/.test(line.text)),
  )
}

const WORD = /(?:'[^']*'|"[^"]*"|[^\s'"|<>;&()])+|[|<>;&()]/g

/** What a line passes to our command. Undefined if it does not call it. */
export function argumentsIn(line: string): string[] | undefined {
  const words = line.match(WORD) ?? []
  const at = words.findIndex((word, n) => word === 'video-translation' && !/[\w'"]$/.test(words[n - 1] ?? ''))
  if (at < 0) return undefined
  const rest = words.slice(at + 1)
  const end = rest.findIndex((word) => /^[|<>;&()]$/.test(word))
  return rest.slice(0, end < 0 ? rest.length : end).map(plain)
}

/** A word without its quotes, with something in place of what a page leaves out. */
function plain(word: string): string {
  return word.replaceAll(/["']/g, '').replace(/:\.\.\.$/, ':0123456789abcdef')
}

/** The command that arguments are for. @throws CommanderError for wrong ones */
export function commandFor(args: readonly string[]): Command {
  let used: Command | undefined
  const program = createProgram('0.0.0')
  for (const command of everyCommand(program))
    command
      .configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
      .action((...all: unknown[]) => void (used = all.at(-1) as Command))
  program.parse(args, { from: 'user' })
  return used ?? program
}
