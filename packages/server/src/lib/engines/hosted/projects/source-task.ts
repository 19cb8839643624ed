import { openAsBlob } from 'node:fs'
import type { Translation } from 'video-translation-client'
import type { SourceFacts } from '../../source-facts.ts'
import type { SourceTask, TaskContext, TaskResult } from '../../engine.ts'
import { toCues } from '../lines/to-cues.ts'
import { failureOf } from '../vendor/failures.ts'
import { findOrStart, type JobRequest } from '../vendor/find-or-start.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { ReadyVendor } from '../vendor/vendor.ts'
import { ofProject } from './options.ts'

/** Output of the source task. */
export interface PreparedProject {
  /** The vendor's id. */
  projectId: string
}

/**
 * Lets the vendor prepare the source, before it is paid for any language. Its lines are the cues.
 */
export async function prepareProject(
  task: SourceTask,
  context: TaskContext,
  { client, responses }: ReadyVendor,
): Promise<TaskResult> {
  const { signal, log } = context
  const projectId = await findOrStart(task, context, client, () => requestOf(task))
  log.info({ vendorId: projectId }, 'The vendor prepares the source.')
  const onUpdate = (translation: Translation) => reportProgress(translation, context)
  const outcome = await withSignsOfLife(responses, context, () =>
    client.wait(projectId, { signal, settle: true, onUpdate }),
  )
  // A prepared project waits for somebody who adds a language.
  if (outcome.result !== 'needs_input' && outcome.result !== 'completed') throw failureOf(outcome)
  const { items, language } = await client.cues(projectId, { signal })
  return {
    output: { projectId } satisfies PreparedProject,
    source: factsOf(task, outcome.translation as Translation, language),
    cues: toCues(items),
  }
}

async function requestOf({ source, from, options }: SourceTask): Promise<JobRequest> {
  return {
    ...('url' in source
      ? { source: source.url }
      : { source: await openAsBlob(source.file), name: source.name }),
    ...(from !== undefined && { from }),
    to: [],
    options: ofProject(options),
  }
}

function factsOf({ from }: SourceTask, { source }: Translation, language: string | undefined): SourceFacts {
  const { url: _url, upload: _upload, ...facts } = source
  return { ...facts, ...(from === undefined && language !== undefined && { detectedLanguage: language }) }
}
