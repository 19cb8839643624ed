import { copyFile, link, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { downloadSource } from '../../../net/download.ts'
import { EngineError, type SourceTask, type TaskContext } from '../../engine.ts'
import type { PipelineLimits } from '../engine.ts'

/** The source in the file store. */
export interface Fetched {
  key: string
  name: string
  bytes: number
}

export interface FetchSettings {
  limits: PipelineLimits
  allowPrivateSources: boolean
}

/** Brings the source to where every task of the translation finds it, from the upload or the URL. */
export async function fetchSource(
  source: SourceTask['source'],
  context: TaskContext,
  settings: FetchSettings,
  report: (fraction: number) => void,
): Promise<Fetched> {
  const path = join(context.scratch, 'source')
  const { name, bytes } =
    'url' in source
      ? await download(source.url, path, context, settings, report)
      : await takeUpload(source, path, context, settings.limits)
  return { key: await context.files.put(path, 'source'), name, bytes }
}

async function download(
  url: string,
  path: string,
  { signal, reserveSpace }: TaskContext,
  { limits, allowPrivateSources }: FetchSettings,
  report: (fraction: number) => void,
) {
  return await downloadSource(url, path, {
    signal,
    maxBytes: limits.sourceBytes,
    reserveSpace,
    allowPrivate: allowPrivateSources,
    pace: { minBytesPerSecond: limits.fetchBytesPerSecond, deadlineMs: limits.fetchMs },
    onProgress: (received, total) => report(total ? received / total : 0),
  })
}

/** The upload stays where it is: it may be the source of other translations. A second name for it costs nothing. */
async function takeUpload(
  source: { file: string; name: string },
  path: string,
  { reserveSpace }: TaskContext,
  limits: PipelineLimits,
) {
  const { size } = await stat(source.file)
  if (size > limits.sourceBytes) {
    const message = `The source has ${size} bytes; at most ${limits.sourceBytes} are taken.`
    throw new EngineError('source_too_large', message)
  }
  await link(source.file, path).catch(async () => {
    await reserveSpace(size)
    await copyFile(source.file, path)
  })
  return { name: source.name, bytes: size }
}
