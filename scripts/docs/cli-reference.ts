import type { Command, Option } from 'commander'
import { createProgram, everyCommand } from '../../apps/cli/src/cli.ts'
import { EXAMPLES, fullName } from '../../apps/cli/src/examples.ts'
import { EXIT_CODES } from '../../apps/cli/src/exit-codes.ts'

/** A page about every command, made from the commands themselves. */
export function cliReference(): string {
  const commands = everyCommand(createProgram('0.0.0'))
  return `# Command line: every command

${commands.map(commandSection).join('\n')}
## Exit codes

| code | meaning |
|---|---|
${Object.values(EXIT_CODES)
  .map(({ code, meaning }) => `| ${code} | ${meaning} |`)
  .join('\n')}
`
}

function commandSection(command: Command): string {
  const name = command.parent ? fullName(command) : 'video-translation'
  const usage = command.parent ? `video-translation ${name} ${command.usage()}` : `${name} ${command.usage()}`
  const rows = command.options.map(optionRow)
  const options = rows.length > 0 ? `\n| option | meaning |\n|---|---|\n${rows.join('\n')}\n` : ''
  const values = command.registeredArguments.map(
    (argument) => `| \`${cell(argument.name())}\` | ${cell(argument.description)} |`,
  )
  const operands = values.length > 0 ? `\n| argument | meaning |\n|---|---|\n${values.join('\n')}\n` : ''
  const examples = (EXAMPLES[fullName(command)] ?? []).join('\n')
  return `## ${name}\n\n${sentence(command.description())}\n\n\`\`\`sh\n${usage}\n\`\`\`\n${operands}${options}\n\`\`\`sh\n${examples}\n\`\`\`\n`
}

function optionRow({ flags, description, defaultValue, argChoices, envVar }: Option): string {
  const more = [
    argChoices ? `One of ${argChoices.map((word) => `\`${word}\``).join(', ')}.` : '',
    defaultValue === undefined ? '' : `Default: \`${JSON.stringify(defaultValue)}\`.`,
    envVar ? `Or the variable \`${envVar}\`.` : '',
  ]
  return `| \`${cell(flags)}\` | ${[sentence(cell(description)), ...more].filter(Boolean).join(' ')} |`
}

/** Placeholders such as \`<id>\` would become elements, and bars would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '‹').replaceAll('>', '›')
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(start) ? start : `${start}.`
}
