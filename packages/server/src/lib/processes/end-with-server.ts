import { spawn } from 'node:child_process'

/** Its standard input ends with the server. Then it kills the child. */
const GUARD = `trap '' HUP INT TERM; read -r _; kill -9 "$1"`

/**
 * Makes sure that a child process ends if this process is killed. Otherwise ffmpeg would run until
 * the end of its input. The guard ignores signals from the terminal, because the server handles
 * them. On Windows the system does it.
 * @param ended settles when the child has ended
 */
export function endWithServer(pid: number | undefined, ended: Promise<unknown>): void {
  if (process.platform === 'win32' || pid === undefined) return
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const dismiss = () => void guard.kill('SIGKILL')
  // The child also works without a guard.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  ended.then(dismiss, dismiss)
}
