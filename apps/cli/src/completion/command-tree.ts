import type { Argument, Command, Option } from 'commander'

/** A command as a shell completes it. */
export interface CommandNode {
  /** The way from the root, e.g. `/models/pull`. The root's is empty. */
  place: string
  name: string
  description: string
  options: OptionNode[]
  /** What its arguments can be. */
  values: Values
  children: CommandNode[]
}

export interface OptionNode {
  /** E.g. `-o` and `--out`. */
  names: string[]
  description: string
  takesValue: boolean
  values: Values
}

/** What a value can be: one of these words, a path, or anything. */
export interface Values {
  words: readonly string[]
  isPath: boolean
}

/** Reads what there is to complete from the commands themselves. */
export function readTree(command: Command, parent?: string): CommandNode {
  const place = parent === undefined ? '' : `${parent}/${command.name()}`
  return {
    place,
    name: command.name(),
    description: command.description(),
    options: [...command.options.filter(({ hidden }) => !hidden).map(readOption), HELP],
    values: mergeValues(command.registeredArguments.map(valuesOfArgument)),
    children: command.commands.map((child) => readTree(child, place)),
  }
}

/** The command and all below it. */
export function everyNode(node: CommandNode): CommandNode[] {
  return [node, ...node.children.flatMap(everyNode)]
}

/** The ways to every command but the root. */
export function placesOf(root: CommandNode): string[] {
  return everyNode(root).flatMap(({ place }) => place || [])
}

/** Every option of a command that takes a value, with its command. */
export function valuedOptions(root: CommandNode): { place: string; option: OptionNode }[] {
  return everyNode(root).flatMap(({ place, options }) =>
    options.filter(({ takesValue }) => takesValue).map((option) => ({ place, option })),
  )
}

const NONE: Values = { words: [], isPath: false }

/** Commander adds it to every command by itself. */
const HELP: OptionNode = {
  names: ['-h', '--help'],
  description: 'display help for command',
  takesValue: false,
  values: NONE,
}

function readOption({ short, long, description, required, optional, flags, argChoices }: Option): OptionNode {
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    takesValue: required || optional,
    values: { words: argChoices ?? [], isPath: isPath(flags) },
  }
}

function valuesOfArgument(argument: Argument): Values {
  return { words: argument.argChoices ?? [], isPath: isPath(argument.name()) }
}

/** The placeholder says it: `<file>`, `<[language=]file>`, `<folder>`. */
function isPath(placeholder: string): boolean {
  return /\b(?:file|folder)\b/.test(placeholder)
}

function mergeValues(all: Values[]): Values {
  return { words: all.flatMap(({ words }) => words), isPath: all.some(({ isPath: path }) => path) }
}
