import { join } from 'node:path'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import { cutMedia } from '../../../media/cut.ts'
import { safeInput } from '../../../media/input.ts'
import { probeMedia } from '../../../media/probe.ts'
import type { TaskContext } from '../../engine.ts'

/** Takes a part of the source, which is translated in its place. */
export async function cut(
  sourceKey: FileKey,
  { start, end }: { start: number; end: number },
  { files, scratch, signal, reserveSpace }: TaskContext,
): Promise<FileKey> {
  const input = await safeInput(await files.get(sourceKey))
  const media = await probeMedia(input, signal)
  if (media.seconds <= start) {
    const message = `The source is ${media.seconds.toFixed(1)} s long, so nothing of it is after ${start} s.`
    throw new EngineError('invalid_option', message)
  }
  await reserveSpace((input.bytes * (Math.min(end, media.seconds) - start)) / media.seconds)
  const out = join(scratch, 'part')
  await cutMedia({ input, media, start, end, out, signal })
  return await files.put(out, 'part')
}
