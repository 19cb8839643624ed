import type { Warning } from 'video-translation-client'
import type { FileKey } from '../../files/file-key.ts'
import { findMediaTools, toolVersion } from '../../media/tools.ts'
import type { ProducedArtifact, TaskContext } from '../engine.ts'
import type { CueReport } from './providers/cue.ts'
import type { Provider } from './providers/providers.ts'
import { VERSION } from './stage-runner.ts'
import type { SourceOutput, Transcript } from './stages/source-output.ts'
import { readJson, storeText } from './stages/stage-files.ts'

interface ReportParts {
  source: SourceOutput
  to: string
  translator: Provider
  synthesizer: Provider
  /** File with the {@link CueReport}s as JSON. */
  reportsKey: FileKey
  warnings: Warning[]
  stagesMs: Record<string, number>
}

/** Writes e.g. `es.report.json`: the results of the cues, providers, times and warnings. */
export async function writeReport(parts: ReportParts, context: TaskContext): Promise<ProducedArtifact> {
  const { source, to, warnings, stagesMs } = parts
  const { transcriber } = await readJson<Transcript>(source.transcriptKey, context)
  const report = {
    from: source.language,
    to,
    seconds: source.media.seconds,
    providers: {
      transcriber: { name: transcriber },
      translator: await describe(parts.translator, { from: source.language, to }),
      synthesizer: await describe(parts.synthesizer, { from: source.language, to }),
      media: { name: await toolVersion((await findMediaTools()).ffmpeg) },
      pipeline: { version: VERSION },
    },
    stagesMs,
    warnings,
    cues: await readJson<CueReport[]>(parts.reportsKey, context),
  }
  return await storeText(JSON.stringify(report, null, 2), `${to}.report.json`, 'application/json', context)
}

async function describe(provider: Provider, pair: { from: string; to: string }) {
  return { name: provider.name, identity: await provider.identity(pair) }
}
