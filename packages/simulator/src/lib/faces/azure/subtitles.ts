import type { Cue } from 'video-translation-client'
import { readSubtitles, type SubtitleLine, writeSubtitles } from 'video-translation-client/editing'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { sampleCues, sampleTranslation } from '../../cues/sample-cues.ts'
import type { Fields } from '../../serving/body.ts'
import { invalid } from './input.ts'

/** A corrected file that an iteration was given. */
export interface GivenFile {
  kind: unknown
  lines: readonly SubtitleLine[]
}

/** Gets the corrected file of an iteration. @throws Refusal 400 for one that cannot be used */
export async function readGivenFile(input: Fields, { download }: Backend): Promise<GivenFile | undefined> {
  const file = input['webvttFile'] as { url: string; kind: unknown } | undefined
  if (!file) return undefined
  const { url, kind } = file
  const fail = (why: string) => invalid('input.webvttFile.url', why)
  const text = await download(url).catch((error: Error) => {
    throw fail(`The file could not be downloaded: ${error.message}.`)
  })
  if (!/^\uFEFF?WEBVTT/.test(text)) throw fail('The file is not WebVTT.')
  // The content of a file of metadata is not in any specification, so it changes no line.
  const lines = await readSubtitles(text).catch(() => [])
  return { kind, lines: kind === 'MetadataJson' ? [] : lines }
}

/** Writes the subtitles that the iteration results in. */
export function writeResult(job: SimulatedJob, given: GivenFile | undefined): void {
  const locale = job.targets[0]?.language ?? 'und'
  const lines = given?.lines.length ? given.lines : sampleCues()
  const isTarget = given?.kind === 'TargetLocaleSubtitle' && given.lines.length > 0
  const spoken = lines.map((line) => ({
    ...line,
    text: isTarget ? line.text : sampleTranslation(line.text, locale),
  }))
  job.contents.set(`${locale}.vtt`, writeVtt(spoken))
  job.contents.set(`${job.source.language ?? 'source'}.vtt`, writeVtt(isTarget ? sampleCues() : lines))
}

function writeVtt(lines: readonly Omit<SubtitleLine, 'id'>[]): string {
  const cues = lines.map((line, index): Cue => ({ ...line, id: `c${index + 1}`, targets: {} }))
  return writeSubtitles(cues, 'vtt')
}
