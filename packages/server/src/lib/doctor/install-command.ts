import { accessSync } from 'node:fs'

/** The command that installs packages with these Debian names, or advice if there is no apt-get. */
export function installCommand(
  packages: string[],
  hasApt = exists('/usr/bin/apt-get'),
  user = process.getuid?.(),
): string {
  const names = packages.join(' ')
  if (hasApt)
    return `${user === 0 ? '' : 'sudo '}apt-get update && ${user === 0 ? '' : 'sudo '}apt-get install -y ${names}`
  if (process.platform === 'darwin') return `brew install ${names}`
  return `Install ${packages.join(', ')} with this system's package manager.`
}

function exists(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
