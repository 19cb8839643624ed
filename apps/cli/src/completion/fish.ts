import { type CommandNode, everyNode, type OptionNode, placesOf, type Values } from './command-tree.ts'

/** A script for `~/.config/fish/completions`, or to be sourced. */
export function fishScript(root: CommandNode): string {
  return `# Completion of ${root.name} for fish
function __video_translation_at
  set -l place ""
  for word in (commandline -opc)[2..-1]
    switch "$place/$word"
      case ${placesOf(root).join(' ')}
        set place "$place/$word"
    end
  end
  test "$place" = "$argv[1]"
end
complete -c ${root.name} -f
${everyNode(root).flatMap(linesOf).join('\n')}
`
}

function linesOf(node: CommandNode): string[] {
  const at = `complete -c video-translation -n '__video_translation_at "${node.place}"'`
  return [
    ...node.children.map(({ name, description }) => `${at} -a ${name} -d ${quoted(description)}`),
    ...(node.values.words.length > 0 || node.values.isPath ? [`${at}${valuesOf(node.values)}`] : []),
    ...node.options.map((option) => `${at}${optionOf(option)}`),
  ]
}

function optionOf({ names, description, takesValue, values }: OptionNode): string {
  const flags = names.map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`))
  return `${flags.join('')} -d ${quoted(description)}${takesValue ? ` ${values.isPath ? '-r' : '-x'}${valuesOf(values)}` : ''}`
}

function valuesOf({ words, isPath }: Values): string {
  if (words.length > 0) return ` -a ${quoted(words.join(' '))}`
  return isPath ? ' -F' : ''
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}
