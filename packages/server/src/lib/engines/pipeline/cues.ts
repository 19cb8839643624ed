import { cueId, type CueResult, isOpen, numberOf } from 'video-translation-client/editing'
import type { RecognisedCue, TranslatedText } from '../cues.ts'
import type { TargetTask, TaskContext } from '../engine.ts'
import { ownVoices } from './casting.ts'
import type { CueReport, OpenCue, TranslatedCue } from './providers/cue.ts'
import type { SourceOutput, Transcript } from './stages/source-output.ts'
import { readJson } from './stages/stage-files.ts'

/** What the recogniser heard, as everybody may edit it. Subtitles know milliseconds. */
export function recognisedCues({ cues }: Transcript): RecognisedCue[] {
  let last = 0
  return cues.map(({ start, end, text, speaker }) => {
    const from = Math.max(last, toMs(start))
    last = Math.max(toMs(end), from + 0.001)
    return { start: from, end: last, text, ...(speaker !== undefined && { speaker }) }
  })
}

/** The cues that a target works on. The transcript is theirs if nobody could edit them. */
export async function openCues(
  { cues, language }: TargetTask,
  { transcriptKey }: SourceOutput,
  context: TaskContext,
): Promise<OpenCue[]> {
  if (cues === undefined) return (await readJson<Transcript>(transcriptKey, context)).cues
  return cues.map((cue) => {
    const { id, targets, ...rest } = cue
    const target = targets[language]
    const known = isOpen(cue, target) ? undefined : target?.text
    return { id: numberOf(id), ...rest, ...(typeof known === 'string' && { known }) }
  })
}

/** What the translator has made. */
export function translatedTexts(cues: readonly TranslatedCue[], open: readonly OpenCue[]): TranslatedText[] {
  const asked = new Set(open.flatMap(({ id, known }) => (known === undefined ? [id] : [])))
  return cues
    .filter(({ id }) => asked.has(id))
    .map(({ id, text, translated }) => ({ id: cueId(id), source: text, text: translated }))
}

/** What the result has of a cue. */
type Finished = Omit<CueReport, 'retries'>

/** A cue of which only the text is asked for. */
export function unspoken(cue: TranslatedCue): Finished {
  return { ...cue, slotSeconds: 0, dubSeconds: 0, offsetSeconds: 0, speed: 1, tempo: 1, overflowSeconds: 0 }
}

/** What the result has of each cue. The voices are those that the target was asked for. */
export function cueResults(
  reports: readonly Finished[],
  { cues = [], language }: Pick<TargetTask, 'cues' | 'language'>,
): CueResult[] {
  const voices = ownVoices({ cues, language })
  return reports.map((report) => {
    const { start, end, text, translated, skipped } = report
    const { slotSeconds, dubSeconds, speed, tempo, overflowSeconds, offsetSeconds, resultStart } = report
    const moved = resultStart !== undefined && { resultStart }
    const id = cueId(report.id)
    const voice = voices.get(id)
    return {
      id,
      start,
      end,
      source: text,
      text: translated,
      ...(voice !== undefined && { voice }),
      fit: { slotSeconds, dubSeconds, speed, tempo, overflowSeconds, offsetSeconds, ...moved },
      ...(skipped === 'failed' && { failed: true }),
    }
  })
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
