import type { Cue } from 'video-translation-client'
import { writeSubtitles } from 'video-translation-client/editing'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import { sampleCues, sampleTranslation } from '../../cues/sample-cues.ts'
import { detailsOf, type Language } from './project.ts'
import type { Segment } from './segment.ts'

/** The segments that the source of a project turns out to have. */
export function createSegments({ ids }: Backend): Segment[] {
  return sampleCues().map((cue) => ({ id: ids.uuid('segment'), speakerId: 'default_speaker', ...cue }))
}

/** What was dubbed since the last look follows from time alone. */
export function syncTranslations({ job, targets }: JobView): void {
  const { languages, segments } = detailsOf(job)
  for (const language of languages) {
    const run = job.targets.find((each) => each.language === language.language)?.run
    const target = targets.find((each) => each.language === language.language)
    if (target?.status !== 'completed' || language.dubbedRun === run) continue
    language.dubbedRun = run
    language.outputRevision = language.startedRevision
    for (const { id, text } of segments)
      if ((language.translations.get(id) ?? null) === null)
        language.translations.set(id, sampleTranslation(text, language.language))
    writeVtt(job, language)
  }
}

function writeVtt(job: SimulatedJob, { language, translations }: Language): void {
  const lines = ordered(detailsOf(job).segments).map(({ id, start, end }): Cue => ({
    id,
    start,
    end,
    text: translations.get(id) ?? '',
    targets: {},
  }))
  job.contents.set(`${language}.vtt`, writeSubtitles(lines, 'vtt'))
}

/** An edit of the source discards its translations. */
export function touchSource(job: SimulatedJob, ids: readonly string[]): void {
  const details = detailsOf(job)
  details.revision++
  for (const language of details.languages) {
    if (language.outputRevision === undefined) continue
    language.revision++
    for (const id of ids) {
      language.translations.delete(id)
      language.edited.add(id)
    }
  }
}

/** Segments in the order of playback. */
export function ordered(segments: readonly Segment[]): Segment[] {
  return segments.toSorted((one, other) => one.start - other.start)
}

/** Writes a `DubbingTranscriptSegment` of the SDK. */
export function viewSegment({ id, text, speakerId, start, end }: Segment) {
  return { id, text, speaker_id: speakerId, start_s: start, end_s: end, external_id: null }
}

/** Writes a `DubbingTargetTranscriptSegment` of the SDK. */
export function viewTargetSegment({ id, text, speakerId, start, end }: Segment, { translations }: Language) {
  return {
    id,
    speaker_id: speakerId,
    start_s: start,
    end_s: end,
    source_text: text,
    translation: translations.get(id) ?? null,
  }
}
