import type { Warning } from 'video-translation-client'
import type { FileKey } from '../../files/file-key.ts'
import type { SlowScene } from 'video-translation-client/studio'
import { findMediaTools, toolVersion } from '../../media/tools.ts'
import type { ProducedArtifact, TaskContext } from '../engine.ts'
import type { CueReport } from './providers/cue.ts'
import type { Provider } from './providers/providers.ts'
import { VERSION } from './stage-runner.ts'
import type { SourceOutput, Transcript } from './stages/source-output.ts'
import { readJson, storeText } from './stages/stage-files.ts'

/** A provider, as the report names it. */
export interface ProviderDescription {
  name: string
  identity: string
}

interface ReportParts {
  source: SourceOutput
  to: string
  translator: ProviderDescription
  synthesizer: ProviderDescription
  /** File with the {@link CueReport}s as JSON. */
  reportsKey: FileKey
  slowScenes: readonly SlowScene[] | undefined
  warnings: Warning[]
  stagesMs: Record<string, number>
}

/** Writes e.g. `es.report.json`: the results of the cues, providers, times and warnings. */
export async function writeReport(parts: ReportParts, context: TaskContext): Promise<ProducedArtifact> {
  const { source, to, warnings, stagesMs, slowScenes = [] } = parts
  const { transcriber } = await readJson<Transcript>(source.transcriptKey, context)
  const report = {
    from: source.language,
    to,
    seconds: source.media.seconds,
    providers: {
      transcriber: { name: transcriber },
      translator: parts.translator,
      synthesizer: parts.synthesizer,
      media: { name: await toolVersion((await findMediaTools()).ffmpeg) },
      pipeline: { version: VERSION },
    },
    stagesMs,
    warnings,
    ...(slowScenes.length > 0 && { slowScenes }),
    cues: await readJson<CueReport[]>(parts.reportsKey, context),
  }
  return await storeText(JSON.stringify(report, null, 2), `${to}.report.json`, 'application/json', context)
}

/** Describes a provider on the machine that uses it. */
export async function describeProvider(
  provider: Provider,
  pair: { from: string; to: string },
): Promise<ProviderDescription> {
  return { name: provider.name, identity: await provider.identity(pair) }
}
