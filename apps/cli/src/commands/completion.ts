import { Argument, Command } from 'commander'
import { readTree } from '../completion/command-tree.ts'
import { SHELLS } from '../completion/shells.ts'

export function completionCommand(): Command {
  return new Command('completion')
    .description('print the script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SHELLS)))
    .action((shell: string, _options: object, command: Command) => {
      let root = command
      while (root.parent) root = root.parent
      process.stdout.write(SHELLS[shell]?.(readTree(root)) ?? '')
    })
}
