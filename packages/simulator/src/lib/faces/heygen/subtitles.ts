import type { Cue } from 'video-translation-client'
import { readSubtitles, writeSubtitles } from 'video-translation-client/editing'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { sampleCues, sampleTranslation } from '../../cues/sample-cues.ts'
import { Refusal } from '../../refusal.ts'
import type { Fields } from '../../serving/body.ts'
import { invalidParameter } from './errors.ts'
import { readUrl } from './payload.ts'

/** Name of the file of subtitles that a proofreading session lets people edit. */
export const SUBTITLES = 'subtitles.srt'

/** Gives a session the subtitles that HeyGen would make. */
export function writeSampleSubtitles(job: SimulatedJob): void {
  const language = job.targets[0]?.language ?? 'und'
  const lines = sampleCues().map(({ text, ...times }, index): Cue => {
    return { id: `c${index + 1}`, ...times, text: sampleTranslation(text, language), targets: {} }
  })
  job.contents.set(SUBTITLES, writeSubtitles(lines, 'srt'))
}

/** Gives the video of a session its subtitles. */
export async function copySubtitles(session: SimulatedJob, video: SimulatedJob): Promise<void> {
  const srt = String(session.contents.get(SUBTITLES) ?? '')
  const lines = (await readSubtitles(srt)).map((line, index): Cue => ({
    id: `c${index + 1}`,
    ...line,
    targets: {},
  }))
  video.contents.set('captions.srt', srt)
  video.contents.set('captions.vtt', writeSubtitles(lines, 'vtt'))
}

/** Replaces the subtitles of a session. @throws Refusal 400 for a file that is no SRT */
export async function replaceSubtitles(session: SimulatedJob, srt: unknown, backend: Backend): Promise<void> {
  if (typeof srt !== 'object' || srt === null) throw invalidParameter('srt', 'srt is required')
  const text = await readFile(srt as Fields, backend)
  try {
    await readSubtitles(text)
  } catch {
    throw invalidParameter('srt', 'srt must be a file of subtitles')
  }
  session.contents.set(SUBTITLES, text)
}

async function readFile(
  { type, url, asset_id: asset }: Fields,
  { uploads, download }: Backend,
): Promise<string> {
  if (type === 'url') {
    try {
      return await download(readUrl(url, 'srt.url'))
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw invalidParameter('srt.url', `The file could not be downloaded: ${(error as Error).message}`)
    }
  }
  if (type !== 'asset_id' || typeof asset !== 'string')
    throw invalidParameter('srt', 'srt must be {type: "url", url} or {type: "asset_id", asset_id}')
  const upload = uploads.get(asset)
  if (!upload) throw new Refusal(404, 'asset_not_found', `Asset ${asset} not found`)
  return String(upload.details['text'] ?? '')
}
