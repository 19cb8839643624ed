import { spawn } from 'node:child_process'

const OPENERS: Partial<Record<NodeJS.Platform, [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  // `start` is a word of the shell, whose first argument is the title of a window.
  win32: ['cmd', '/c', 'start', ''],
}

/**
 * Opens an address in the user's browser, if there is one. It is handed over as an argument, so no
 * shell reads it.
 */
export async function openInBrowser(url: string): Promise<boolean> {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  if (!/^https?:\/\/[\w.:[\]-]+\/[\w./-]*$/.test(url)) return false
  return await new Promise((resolve) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
