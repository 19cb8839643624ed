import type { Warning } from 'video-translation-client'
import { findMediaTools, toolVersion } from '../../media/tools.ts'
import type { ProducedArtifact, TaskContext } from '../engine.ts'
import type { CueReport, Prepared } from './media.ts'
import type { Provider } from './providers.ts'
import { storeText, type Transcript } from './stages/transcribe.ts'
import { readJson } from './stages/translate.ts'
import { VERSION } from './version.ts'

interface ReportParts {
  prepared: Prepared
  to: string
  translator: Provider
  synthesizer: Provider
  /** Key of the {@link CueReport}s. */
  cues: string
  warnings: Warning[]
  stagesMs: Record<string, number>
}

/** Writes `es.report.json`: what was done with each cue, by whom, in what time, and what to know of the result. */
export async function writeReport(parts: ReportParts, context: TaskContext): Promise<ProducedArtifact> {
  const { prepared, to, warnings, stagesMs } = parts
  const { transcriber } = await readJson<Transcript>(prepared.transcript, context)
  const report = {
    from: prepared.language,
    to,
    seconds: prepared.media.seconds,
    providers: {
      transcriber: { name: transcriber },
      translator: await describe(parts.translator),
      synthesizer: await describe(parts.synthesizer),
      media: { name: await toolVersion((await findMediaTools()).ffmpeg) },
      pipeline: { version: VERSION },
    },
    stagesMs,
    warnings,
    cues: await readJson<CueReport[]>(parts.cues, context),
  }
  return await storeText(JSON.stringify(report, null, 2), `${to}.report.json`, 'application/json', context)
}

async function describe(provider: Provider) {
  return { name: provider.name, identity: await provider.identity() }
}
