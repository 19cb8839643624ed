import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from 'video-translation-client'
import { EngineError } from '../../engine-error.ts'
import type { SourceTask, TaskContext, TaskResult } from '../engine.ts'
import { linkOrCopyUpload } from '../uploaded-source.ts'
import type { HostedSource, HostedVendor } from './vendor.ts'

/**
 * Hands a URL on to the vendor, which fetches it. An upload is put into the file store, so that
 * every task of the translation finds it on any machine.
 */
export async function runSource(
  { source }: SourceTask,
  context: TaskContext,
  vendor: HostedVendor,
): Promise<TaskResult> {
  if ('url' in source) return { output: { url: source.url } satisfies HostedSource }
  if (!vendor.takesFiles) {
    const { code, message } = urlRequired(vendor)
    throw new EngineError(code, message)
  }
  const { file, name } = source
  const { size: bytes } = await stat(file)
  const path = join(context.scratch, 'source')
  await linkOrCopyUpload({ file, bytes }, path, context)
  const output: HostedSource = { fileKey: await context.files.put(path, 'source'), name }
  return { output, source: { name, bytes } }
}

/** Refusal of an upload by a vendor that accepts URLs only. */
export function urlRequired({ name }: HostedVendor): Failure {
  return { code: 'url_required', message: `${name} accepts no uploads; use a URL as the source.` }
}
