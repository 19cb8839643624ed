import { type CommandNode, everyNode, valuedOptions } from './command-tree.ts'

/** A script for the profile of PowerShell. Without an offer, PowerShell completes paths itself. */
export function powershellScript(root: CommandNode): string {
  return `# Completion of ${root.name} for PowerShell
Register-ArgumentCompleter -Native -CommandName ${root.name} -ScriptBlock {
  param($current, $ast, $cursor)
  $options = @{
${everyNode(root).map(optionsOf).join('\n')}
  }
  $words = @{
${everyNode(root).map(wordsOf).join('\n')}
  }
  $values = @{
${valuesOf(root).join('\n')}
  }
  $place = ''
  $previous = ''
  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursor -and $current -ne '') { break }
    $previous = $element.ToString()
    if ($words.ContainsKey("$place/$previous")) { $place = "$place/$previous" }
  }
  $offers = if ($values.ContainsKey("\${place}:$previous")) { $values["\${place}:$previous"] }
    elseif ($current.StartsWith('-')) { $options[$place] }
    else { $words[$place] }
  $offers | Where-Object { $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
}

function optionsOf({ place, options }: CommandNode): string {
  return `    '${place}' = ${list(options.flatMap(({ names }) => names))}`
}

function wordsOf({ place, children, values }: CommandNode): string {
  return `    '${place}' = ${list([...children.map(({ name }) => name), ...values.words])}`
}

function valuesOf(root: CommandNode): string[] {
  return valuedOptions(root).flatMap(({ place, option: { names, values } }) =>
    names.map((name) => `    '${place}:${name}' = ${list(values.words)}`),
  )
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word}'`).join(', ')})`
}
