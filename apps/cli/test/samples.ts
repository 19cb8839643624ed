import { join, resolve } from 'node:path'
import { ffmpeg } from '../../../packages/server/test/support/media.ts'

/** 25 seconds of English speech. */
export const SAMPLE = resolve(import.meta.dirname, '../../../samples/austen-en-25s.mp4')

/** Writes the first sentence of the sample as `short.mp4`, and returns its path. */
export async function shortSample(folder: string): Promise<string> {
  const path = join(folder, 'short.mp4')
  await ffmpeg('-i', SAMPLE, '-t', '8', '-c', 'copy', path)
  return path
}
