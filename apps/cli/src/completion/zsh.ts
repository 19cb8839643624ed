import { type CommandNode, everyNode, type OptionNode, placesOf, type Values } from './command-tree.ts'

/** A script for a folder of `$fpath`, or to be sourced. `path` is taken: zsh keeps $PATH in it. */
export function zshScript(root: CommandNode): string {
  return `#compdef ${root.name}
# Completion of ${root.name} for zsh
_video_translation() {
  local place="" word
  local -a commands
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place/$word" in
      ${placesOf(root).join('|')}) place="$place/$word" ;;
    esac
  done
  case "$place" in
${everyNode(root).map(caseOf).join('\n')}
  esac
}
if [ "$funcstack[1]" = "_video_translation" ]; then
  _video_translation "$@"
else
  compdef _video_translation ${root.name}
fi
`
}

function caseOf({ place, options, children, values }: CommandNode): string {
  const commands = children.map(({ name, description }) => quoted(`${name}:${plain(description)}`))
  const specs = options.map(specOf)
  const lines = [
    ...(commands.length > 0
      ? [`commands=(${commands.join(' ')})`, '[[ $words[CURRENT] == -* ]] || _describe command commands']
      : []),
    `_arguments ${specs.join(' ')}${commands.length > 0 ? '' : ` ${quoted(`*:value:${actionOf(values)}`)}`}`,
  ]
  return `    "${place}")\n${lines.map((line) => `      ${line}`).join('\n')}\n      ;;`
}

function specOf({ names, description, takesValue, values }: OptionNode): string {
  const value = takesValue ? `:value:${actionOf(values)}` : ''
  return names.map((name) => quoted(`*${name}[${plain(description)}]${value}`)).join(' ')
}

function actionOf({ words, isPath }: Values): string {
  if (words.length > 0) return `(${words.join(' ')})`
  return isPath ? '_files' : ' '
}

/** Brackets and colons have a meaning in these specifications. */
function plain(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, (sign) => `\\${sign}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
