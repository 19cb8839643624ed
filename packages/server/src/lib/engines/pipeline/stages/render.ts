import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { safeInput } from '../../../media/input.ts'
import { render as renderMedia, type Rendered } from '../../../media/render.ts'
import { toSrt, toVtt } from '../../../media/subtitles.ts'
import type { ProducedArtifact, TaskContext } from '../../engine.ts'
import type { Prepared } from '../media.ts'
import type { Cue, TranslatedCue } from '../providers.ts'
import type { Synthesized } from './synthesize.ts'
import { storeText } from './transcribe.ts'
import { readJson } from './translate.ts'

/** The files of the target. */
export interface RenderedTarget {
  artifacts: ProducedArtifact[]
  warnings: Warning[]
}

/** Of the encoded dub, and of an original sound that has to be encoded too. */
const DUB_BYTES_PER_SECOND = 2 * 20_000

/** Mixes, muxes and writes the subtitles. */
export async function render(
  prepared: Prepared,
  cues: string,
  dub: Synthesized,
  to: string,
  context: TaskContext,
  report: (fraction: number) => void,
): Promise<RenderedTarget> {
  const { files, scratch } = context
  const translated = await readJson<TranslatedCue[]>(cues, context)
  const captions = translated.map((cue) => ({ ...cue, text: cue.translated }))
  const source = await files.get(prepared.source)
  const { size } = await stat(source)
  await context.reserveSpace(size + prepared.media.seconds * DUB_BYTES_PER_SECOND)
  const subtitles = await writeSubtitles(captions, translated, scratch)
  const result = await renderMedia({
    media: prepared.media,
    audio: prepared.audio,
    from: prepared.language,
    to,
    subtitles,
    out: join(scratch, to),
    signal: context.signal,
    onProgress: report,
    input: await safeInput(source),
    dub: await files.get(dub.dub),
    ducking: await files.get(dub.ducking),
  })
  return { artifacts: await store(result, captions, to, context), warnings: warningsOf(result) }
}

async function writeSubtitles(to: readonly Cue[], from: readonly Cue[], scratch: string) {
  const paths = { to: join(scratch, 'to.srt'), from: join(scratch, 'from.srt') }
  await writeFile(paths.to, toSrt(to))
  await writeFile(paths.from, toSrt(from))
  return paths
}

async function store(
  result: Rendered,
  captions: Cue[],
  to: string,
  context: TaskContext,
): Promise<ProducedArtifact[]> {
  const name = `${to}.${result.container.extension}`
  const key = await context.files.put(result.path, name)
  return [
    { name, key, mediaType: result.container.mediaType },
    await storeText(toSrt(captions), `${to}.srt`, 'application/x-subrip', context),
    await storeText(toVtt(captions), `${to}.vtt`, 'text/vtt', context),
  ]
}

function warningsOf(result: Rendered): Warning[] {
  return [...changedContainer(result), ...lostParts(result)]
}

function lostParts({ lost, container }: Rendered): Warning[] {
  if (lost.length === 0) return []
  const message = `The result (${container.extension}) cannot hold these parts of the source: ${listed(lost)}.`
  return [{ code: 'parts_lost', message }]
}

const NAMED = 8

function listed(names: readonly string[]): string {
  const more = names.length - NAMED
  return names.slice(0, NAMED).join(', ') + (more > 0 ? `, and ${more} more` : '')
}

function changedContainer({ changed, container }: Rendered): Warning[] {
  if (!changed) return []
  const message = `The result is ${container.extension}, because the source's own format cannot hold the dub, the original sound and the subtitles.`
  return [{ code: 'container_changed', message }]
}
