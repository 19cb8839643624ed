import { type CommandNode, everyNode, placesOf, type Values, valuedOptions } from './command-tree.ts'

/** A script for `bash-completion`, or to be sourced. */
export function bashScript(root: CommandNode): string {
  return `# Completion of ${root.name} for bash
_video_translation() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place/$word" in
      ${placesOf(root).join('|')}) place="$place/$word" ;;
    esac
  done
  COMPREPLY=()
  case "$place:$previous" in
${valuedOptions(root)
  .map(
    ({ place, option: { names, values } }) =>
      `    ${names.map((name) => `${place}:${name}`).join('|')}) ${replyOf(values)}; return ;;`,
  )
  .join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$place" in
${everyNode(root).map(optionCase).join('\n')}
    esac
    return
  fi
  case "$place" in
${everyNode(root).map(valueCase).join('\n')}
  esac
}
complete -F _video_translation ${root.name}
`
}

function optionCase({ place, options }: CommandNode): string {
  return `      "${place}") ${wordsReply(options.flatMap(({ names }) => names))} ;;`
}

function valueCase({ place, children, values }: CommandNode): string {
  const words = [...children.map(({ name }) => name), ...values.words]
  return `    "${place}") ${replyOf({ ...values, words })} ;;`
}

function replyOf({ words, isPath }: Values): string {
  if (words.length > 0) return wordsReply(words)
  return isPath ? 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current")' : ':'
}

function wordsReply(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current"))`
}
