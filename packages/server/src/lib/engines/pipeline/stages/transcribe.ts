import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { toSrt, toVtt } from '../../../media/subtitles.ts'
import { EngineError, type ProducedArtifact, type TaskContext } from '../../engine.ts'
import type { Cue, Transcriber } from '../providers.ts'
import type { PreparedSource } from './prepare.ts'

/** What was said, as `transcript.json` has it. */
export interface Transcript {
  language: string
  seconds: number
  transcriber: string
  cues: Cue[]
}

/** Where the transcript is, in all its forms. */
export interface Transcribed {
  transcript: string
  artifacts: ProducedArtifact[]
  warnings: Warning[]
}

/** Writes down what is said in the source. */
export async function transcribe(
  prepared: PreparedSource,
  language: string,
  transcriber: Transcriber,
  context: TaskContext,
  report: (fraction: number) => void,
): Promise<Transcribed> {
  const warnings: Warning[] = []
  const { seconds } = prepared.media
  const wav = await context.files.get(prepared.speech)
  const cues = await transcriber.transcribe(wav, {
    language,
    signal: context.signal,
    onProgress: report,
    onWarning: (warning) => void warnings.push(warning),
  })
  refuseNoSpeech(cues, seconds, language)
  const transcript = { language, seconds, transcriber: transcriber.name, cues: within(cues, seconds) }
  return { ...(await store(transcript, context)), warnings }
}

async function store(transcript: Transcript, context: TaskContext) {
  const { language, cues } = transcript
  const json = await storeText(
    JSON.stringify(transcript, null, 2),
    'transcript.json',
    'application/json',
    context,
  )
  const srt = await storeText(toSrt(cues), `${language}.srt`, 'application/x-subrip', context)
  const vtt = await storeText(toVtt(cues), `${language}.vtt`, 'text/vtt', context)
  return { transcript: json.key, artifacts: [json, srt, vtt] }
}

/** Puts a text into the file store as an artifact. */
export async function storeText(
  text: string,
  name: string,
  mediaType: string,
  { files, scratch }: TaskContext,
): Promise<ProducedArtifact & { key: string }> {
  const path = join(scratch, name)
  await writeFile(path, text)
  return { name, key: await files.put(path, name), mediaType }
}

function refuseNoSpeech(cues: readonly Cue[], seconds: number, language: string): void {
  if (cues.length > 0) return
  throw new EngineError(
    'no_speech',
    `No speech in ${language} was found in the ${Math.round(seconds)} s of sound, so there is nothing to translate. ` +
      'If the source has several audio tracks, choose another with the option audioTrack.',
  )
}

/** A recogniser may hear the last word end after the end of the file. */
function within(cues: readonly Cue[], seconds: number): Cue[] {
  return cues.map((cue) => ({ ...cue, end: Math.min(cue.end, seconds) }))
}
