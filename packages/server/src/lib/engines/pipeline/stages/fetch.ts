import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import { downloadSource } from '../../../net/download.ts'
import type { SourceTask, TaskContext } from '../../engine.ts'
import { linkOrCopyUpload } from '../../uploaded-source.ts'
import type { PipelineLimits } from './limits.ts'

/** The source in the file store. */
export interface Fetched {
  sourceKey: FileKey
  name: string
  bytes: number
}

export interface FetchSettings {
  limits: PipelineLimits
  allowPrivateSources: boolean
}

/** Stores the source from the upload or the URL, for every task of the translation. */
export async function fetchSource(
  source: SourceTask['source'],
  context: TaskContext,
  settings: FetchSettings,
  onProgress: (fraction: number) => void,
): Promise<Fetched> {
  const path = join(context.scratch, 'source')
  const { name, bytes } =
    'url' in source
      ? await download(source.url, path, context, settings, onProgress)
      : await takeUpload(source, path, context, settings.limits)
  return { sourceKey: await context.files.put(path, 'source'), name, bytes }
}

async function download(
  url: string,
  path: string,
  { signal, reserveSpace }: TaskContext,
  { limits, allowPrivateSources }: FetchSettings,
  onProgress: (fraction: number) => void,
) {
  return await downloadSource(url, path, {
    signal,
    maxBytes: limits.sourceBytes,
    reserveSpace,
    allowPrivate: allowPrivateSources,
    limits: { minBytesPerSecond: limits.fetchBytesPerSecond, deadlineMs: limits.fetchMs },
    onProgress: (received, total) => onProgress(total ? received / total : 0),
  })
}

async function takeUpload(
  { file, name }: { file: string; name: string },
  path: string,
  context: TaskContext,
  { sourceBytes }: PipelineLimits,
) {
  const { size: bytes } = await stat(file)
  if (bytes > sourceBytes) {
    const message = `The source has ${bytes} bytes, but the limit is ${sourceBytes} bytes.`
    throw new EngineError('source_too_large', message)
  }
  await linkOrCopyUpload({ file, bytes }, path, context)
  return { name, bytes }
}
