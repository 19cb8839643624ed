import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPipelineEngine, type Engine } from 'video-translation-server'
import type { BenchArguments } from './arguments.ts'
import { chrF } from './quality/chrf.ts'
import { findClips } from './quality/clips.ts'
import { judgeCues } from './quality/cue-quality.ts'
import { type DubQuality, judgeDub } from './quality/dub-quality.ts'
import { countErrors } from './quality/errors.ts'
import { printRow, printTitle } from './quality/print.ts'
import type { QualityRow } from './quality/row.ts'
import { type Heard, TRANSCRIBE_ONLY, transcribe, translate } from './quality/run-pipeline.ts'
import { type ClipSet, joinClips } from './quality/sets.ts'
import { isByCharacter } from './quality/words.ts'

const SAMPLES = resolve(import.meta.dirname, '../../samples')

/**
 * Recognises recordings whose text is known, without naming their language, and compares. The
 * clips of a language are joined to sets of up to a minute. It uses the packs that are installed.
 */
export async function benchQuality({ operands, json }: BenchArguments): Promise<void> {
  const clips = await findClips(operands[0] ? resolve(operands[0]) : SAMPLES)
  if (clips.length === 0) throw new Error('The folder has no recording with a text of the same name.')
  const folder = await mkdtemp(join(tmpdir(), 'quality-'))
  const engines = { recognise: createPipelineEngine(TRANSCRIBE_ONLY), translate: createPipelineEngine() }
  const rows: QualityRow[] = []
  printTitle()
  try {
    for (const set of await joinClips(clips, folder)) {
      const row = await measure(set, engines, folder)
      rows.push(row)
      printRow(row)
    }
  } finally {
    await Promise.all([engines.recognise.close?.(), engines.translate.close?.()])
    await rm(folder, { recursive: true })
  }
  if (json) await writeFile(json, `${JSON.stringify({ benchmark: 'quality', rows }, undefined, 2)}\n`)
}

interface Engines {
  recognise: Engine
  translate: Engine
}

async function measure(set: ClipSet, engines: Engines, folder: string): Promise<QualityRow> {
  const heard = await transcribe(engines.recognise, set.file, folder)
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
    ...(await scoreTranslations(set, heard, engines.translate, folder)),
    ratio: heard.seconds / set.seconds,
    peakBytes: heard.peakBytes,
    warnings: heard.warnings.map(({ message }) => message),
    text,
  }
}

/** Only pairs for which a translator and espeak-ng are installed. */
async function scoreTranslations(
  { language, translations }: ClipSet,
  heard: Heard,
  engine: Engine,
  folder: string,
): Promise<Pick<QualityRow, 'chrF' | 'dub'>> {
  const scores: Record<string, number> = {}
  const dub: Record<string, DubQuality> = {}
  for (const [to, reference] of Object.entries(translations)) {
    const request = {
      source: 'upload',
      from: language,
      to: [to],
      options: { synthesizer: 'espeak' },
    } as const
    if (heard.language !== language || (await engine.check({ ...request, to: [to] })).length > 0) continue
    const { text, cues } = await translate(engine, heard.output, to, folder)
    scores[to] = chrF(text, reference)
    dub[to] = judgeDub(cues)
  }
  return { chrF: scores, dub }
}
