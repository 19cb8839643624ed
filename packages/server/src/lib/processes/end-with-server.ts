import { spawn } from 'node:child_process'

/** Its standard input ends when the server does, however that ends. A Ctrl-C on the terminal is for the server to handle. */
const GUARD = `trap '' HUP INT TERM; read -r _; kill -9 "$1"`

/**
 * Sees to it that a child process is killed when this process is, which then cannot do it itself: ffmpeg would work on
 * for as long as its input lasts. On Windows the system does it.
 * @param ended settles when the child has ended
 */
export function endWithServer(pid: number | undefined, ended: Promise<unknown>): void {
  if (process.platform === 'win32' || pid === undefined) return
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const dismiss = () => void guard.kill('SIGKILL')
  // Without a guard the child works all the same.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  ended.then(dismiss, dismiss)
}
