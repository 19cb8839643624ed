import { copyFile, link, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from 'video-translation-client'
import { EngineError, type SourceTask, type TaskContext, type TaskResult } from '../engine.ts'
import type { HostedVendor } from './hosted-engine.ts'

/** What the source task leaves for the targets: where the vendor finds the source, or the file to send it. */
export type HostedSource = { url: string } | { file: string; name: string }

/** A URL is the vendor's to fetch. An upload is put where every task of the translation finds it, on whatever machine. */
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
  const { size } = await stat(source.file)
  const path = join(context.scratch, 'source')
  // The upload itself stays: it may be the source of other translations. A second name for it costs nothing.
  await link(source.file, path).catch(async () => {
    await context.reserveSpace(size)
    await copyFile(source.file, path)
  })
  const file = await context.files.put(path, 'source')
  const output: HostedSource = { file, name: source.name }
  return { output, source: { name: source.name, bytes: size } }
}

/** Why a vendor that takes no files refuses an upload. */
export function urlRequired({ name }: HostedVendor): Failure {
  return { code: 'url_required', message: `${name} takes no uploads; give it a URL.` }
}
