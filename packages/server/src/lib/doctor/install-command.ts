import { accessSync } from 'node:fs'

/** The command that installs packages of these Debian names here, or what to look for where there is no apt-get. */
export function installCommand(
  packages: string[],
  hasApt = isThere('/usr/bin/apt-get'),
  user = process.getuid?.(),
): string {
  const names = packages.join(' ')
  if (hasApt)
    return `${user === 0 ? '' : 'sudo '}apt-get update && ${user === 0 ? '' : 'sudo '}apt-get install -y ${names}`
  if (process.platform === 'darwin') return `brew install ${names}`
  return `Install ${packages.join(', ')} with this system's package manager.`
}

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
