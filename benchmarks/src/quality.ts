import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPipelineEngine, type Engine } from 'video-translation-server'
import type { BenchArguments } from './arguments.ts'
import { chrF } from './quality/chrf.ts'
import { findClips } from './quality/clips.ts'
import { judgeCues } from './quality/cue-quality.ts'
import { countErrors } from './quality/errors.ts'
import { type DubQuality, judgeDub } from './quality/judge-dub.ts'
import { printRow, printTitle } from './quality/print.ts'
import type { QualityRow } from './quality/row.ts'
import { type Dubbed, type Heard, TRANSCRIBE_ONLY, transcribe, translate } from './quality/run-pipeline.ts'
import { subtitlesOf } from './quality/given.ts'
import { type ClipSet, joinClips } from './quality/sets.ts'
import { isByCharacter } from './quality/words.ts'

const SAMPLES = resolve(import.meta.dirname, '../../samples')

/**
 * Recognises recordings whose text is known, without naming their language, and compares. The
 * clips of a language are joined to sets of up to a minute. Those with a translation are dubbed,
 * and the dub is judged. It uses the packs that are installed.
 */
export async function benchQuality({ operands, json, voice }: BenchArguments): Promise<void> {
  const clips = await findClips(operands[0] ? resolve(operands[0]) : SAMPLES)
  if (clips.length === 0) throw new Error('The folder has no recording with a text of the same name.')
  const folder = await mkdtemp(join(tmpdir(), 'quality-'))
  const engines = { recognise: createPipelineEngine(TRANSCRIBE_ONLY), translate: createPipelineEngine() }
  const rows: QualityRow[] = []
  printTitle()
  try {
    for (const set of await joinClips(clips, folder)) {
      const row = await measure(set, { ...engines, folder, voice })
      rows.push(row)
      printRow(row)
    }
  } finally {
    await Promise.all([engines.recognise.close?.(), engines.translate.close?.()])
    await rm(folder, { recursive: true })
  }
  if (json) await writeFile(json, `${JSON.stringify({ benchmark: 'quality', rows }, undefined, 2)}\n`)
}

interface Work {
  recognise: Engine
  translate: Engine
  folder: string
  /** Name of a synthesizer. Undefined: the best that is installed. */
  voice: string | undefined
}

async function measure(set: ClipSet, work: Work): Promise<QualityRow> {
  const heard = await transcribe(work.recognise, set.file, work.folder)
  const text = heard.cues.map((cue) => cue.text).join(isByCharacter(set.language) ? '' : ' ')
  return {
    set: set.name,
    language: set.language,
    seconds: set.seconds,
    found: heard.language,
    ...(heard.confidence !== undefined && { confidence: heard.confidence }),
    transcriber: heard.transcriber,
    byCharacter: isByCharacter(set.language),
    ...countErrors(text, set.text, set.language),
    cues: judgeCues(heard.cues, set.sentences),
    ...(await scoreTranslations(set, heard, work)),
    ratio: heard.seconds / set.seconds,
    peakBytes: heard.peakBytes,
    warnings: heard.warnings.map(({ message }) => message),
    text,
  }
}

/** Only what a translator, or a translation of each sentence, and a voice are there for. */
async function scoreTranslations(
  set: ClipSet,
  heard: Heard,
  work: Work,
): Promise<Pick<QualityRow, 'chrF' | 'dub'>> {
  const scores: Record<string, number> = {}
  const dub: Record<string, DubQuality> = {}
  for (const [to, reference] of Object.entries(set.translations)) {
    const dubbed = await dubInto(to, set, heard, work)
    if (!dubbed) continue
    if (!set.lines[to]) scores[to] = chrF(dubbed.text, reference)
    // Recognisers fail at espeak-ng, and repeat themselves for minutes.
    const engine = work.voice === 'espeak' ? undefined : work.recognise
    dub[to] = await judgeDub(dubbed, { source: set.file, to, engine, folder: work.folder })
  }
  return { chrF: scores, dub }
}

async function dubInto(to: string, set: ClipSet, heard: Heard, work: Work): Promise<Dubbed | undefined> {
  const { translate: engine, folder, voice } = work
  const from = set.language
  const subtitles = subtitlesOf(set, to)
  if (!subtitles && heard.language !== from) return undefined
  const options = { ...(voice !== undefined && { synthesizer: voice }), ...(subtitles && { subtitles }) }
  const refusals = await engine.check({ source: 'upload', from, to: [to], options })
  if (refusals.length > 0) return undefined
  const { output } = subtitles ? await transcribe(engine, set.file, folder, { from, subtitles }) : heard
  return await translate(engine, output, { to, options }, folder)
}
