import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileKey } from '../../../files/file-key.ts'
import type { SourceTask, TaskContext, TaskFiles, TaskResult } from '../../engine.ts'
import { linkOrCopyUpload } from '../../uploaded-source.ts'
import type { JobRequest } from '../vendor/find-or-start.ts'

/** Output of the source task: the URL that the vendor fetches, or the file to send to it. */
export type HostedSource = { url: string } | { fileKey: FileKey; name: string }

/**
 * Hands a URL on to the vendor, which fetches it. An upload is put into the file store, so that
 * every task of the translation finds it on any machine.
 */
export async function runSource({ source }: SourceTask, context: TaskContext): Promise<TaskResult> {
  if ('url' in source) return { output: { url: source.url } satisfies HostedSource }
  const { file, name } = source
  const { size: bytes } = await stat(file)
  const path = join(context.scratch, 'source')
  await linkOrCopyUpload({ file, bytes }, path, context)
  const output: HostedSource = { fileKey: await context.files.put(path, 'source'), name }
  return { output, source: { name, bytes } }
}

/** The source as the vendor gets it. */
export async function openSource(
  source: HostedSource,
  files: TaskFiles,
): Promise<Pick<JobRequest, 'source' | 'name'>> {
  if ('url' in source) return { source: source.url }
  return { source: await openAsBlob(await files.get(source.fileKey)), name: source.name }
}
