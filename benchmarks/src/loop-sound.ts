import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Writes the sound of a file, again and again for so many seconds. Resolves with its path. */
export async function loopSound(file: string, seconds: number, folder: string): Promise<string> {
  const out = join(folder, 'looped.wav')
  const endless = ['-v', 'error', '-stream_loop', '-1', '-i', file]
  await run('ffmpeg', [...endless, '-vn', '-ac', '1', '-ar', '16000', '-t', `${seconds}`, out])
  return out
}
