import type { Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import { layOutCaptions } from '../../../media/subtitles/captions.ts'
import type { ProducedArtifact, TaskContext } from '../../engine.ts'
import type { Cue } from '../providers/cue.ts'
import type { Transcriber } from '../providers/providers.ts'
import { describeSpeakers } from '../speakers/describe-speakers.ts'
import type { SpokenLanguage } from './identify.ts'
import type { PreparedSource } from './prepare.ts'
import type { Transcript } from './source-output.ts'
import { storeText } from './stage-files.ts'
import { storeSubtitles } from './subtitle-files.ts'

/** The transcript as JSON, and the artifacts with all its forms. */
export interface Transcribed {
  transcriptKey: FileKey
  artifacts: ProducedArtifact[]
  warnings: Warning[]
}

/** Recognises the speech of the source and stores the transcript. */
export async function transcribe(
  { media: { seconds }, speechKey }: PreparedSource,
  { language, confidence }: SpokenLanguage,
  transcriber: Transcriber,
  context: TaskContext,
  onProgress: (fraction: number) => void,
): Promise<Transcribed> {
  const warnings: Warning[] = []
  const wav = await context.files.get(speechKey)
  const cues = await transcriber.transcribe(wav, {
    language,
    signal: context.signal,
    onProgress,
    onWarning: (warning) => void warnings.push(warning),
  })
  const within = cuesWithin(cues, seconds)
  refuseNoSpeech(within, seconds, language)
  const speakers = await describeSpeakers(within, wav)
  const transcript: Transcript = {
    language,
    ...(confidence !== undefined && { languageConfidence: confidence }),
    seconds,
    transcriber: transcriber.name,
    ...(speakers.length > 0 && { speakers }),
    cues: within,
  }
  return { ...(await store(transcript, context)), warnings }
}

async function store(transcript: Transcript, context: TaskContext) {
  const { language, cues, seconds } = transcript
  const text = JSON.stringify(transcript, null, 2)
  const json = await storeText(text, 'transcript.json', 'application/json', context)
  const captions = await layOutCaptions(cues, { languages: { text: language }, seconds })
  const subtitles = await storeSubtitles(captions, { language }, context)
  return { transcriptKey: json.key, artifacts: [json, ...subtitles] }
}

function refuseNoSpeech(cues: readonly Cue[], seconds: number, language: string): void {
  if (cues.length > 0) return
  throw new EngineError(
    'no_speech',
    `The source (${Math.round(seconds)} s of sound) has no speech in ${language}, so there is nothing to translate. ` +
      'If it has several audio tracks, choose another one with the option audioTrack.',
  )
}

/**
 * A recogniser may place the end of the last word after the end of the file, and subtitles may be
 * those of a longer version.
 */
function cuesWithin(cues: readonly Cue[], seconds: number): Cue[] {
  const inside = cues.filter(({ start }) => start < seconds)
  return inside.map((cue) => ({ ...cue, end: Math.min(cue.end, seconds) }))
}
