import { bashScript } from './bash.ts'
import type { CommandNode } from './command-tree.ts'
import { fishScript } from './fish.ts'
import { powershellScript } from './powershell.ts'
import { zshScript } from './zsh.ts'

/** The shells that a script can be made for, by name. */
export const SHELLS: Record<string, (root: CommandNode) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
}
