import { copyFile, link } from 'node:fs/promises'
import type { TaskContext } from './engine.ts'

/**
 * Gives an uploaded file a second name at `path`, or copies it where links are not possible.
 * The upload itself stays, because other translations may have the same source.
 */
export async function linkOrCopyUpload(
  upload: { file: string; bytes: number },
  path: string,
  { reserveSpace }: Pick<TaskContext, 'reserveSpace'>,
): Promise<void> {
  await link(upload.file, path).catch(async () => {
    await reserveSpace(upload.bytes)
    await copyFile(upload.file, path)
  })
}
