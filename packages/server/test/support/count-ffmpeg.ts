import { chmod, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import { findMediaTools } from '../../src/lib/media/tools.ts'

/** Counts the processes of ffmpeg that begin from now on, until the environment is unstubbed. */
export async function countFfmpeg(folder: string): Promise<() => Promise<number>> {
  const { ffmpeg } = await findMediaTools()
  const runs = await mkdtemp(join(folder, 'runs-'))
  await useFfmpeg(folder, `touch "${runs}/$$"\nexec "${ffmpeg}" "$@"`)
  return async () => (await readdir(runs)).length
}

/** Lets a shell script stand for ffmpeg, until the environment is unstubbed. */
export async function useFfmpeg(folder: string, script: string): Promise<void> {
  const path = join(await mkdtemp(join(folder, 'tool-')), 'ffmpeg')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  vi.stubEnv('FFMPEG_PATH', path)
}
