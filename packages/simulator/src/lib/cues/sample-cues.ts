import type { CueFit } from 'video-translation-client'
import type { CueResult, SheetCue } from 'video-translation-client/editing'

/** A line of simulated speech. Times are seconds of the source. */
export interface SampleCue {
  start: number
  end: number
  text: string
}

const LINES = [
  'Simulated: no speech was recognised and nothing was translated.',
  'There are several lines, so that they can be edited.',
  'A line can be split in two, and two lines can be joined.',
  'Some lines follow at once.',
  'Others come after a pause.',
  'This is the last line.',
]

const LINE_SECONDS = 3
const PAUSE_SECONDS = 0.5

/** What is said in every simulated source. */
export function sampleCues(): SampleCue[] {
  return LINES.map((text, index) => {
    const start = index * (LINE_SECONDS + PAUSE_SECONDS)
    return { start, end: start + LINE_SECONDS, text }
  })
}

/** What stands for a machine's translation: the same text, marked with the language. */
export function sampleTranslation(text: string, language: string): string {
  return `[${language}] ${text}`
}

/** What a voice would have made of cues in one target, where each has a text. */
export function sampleResults(cues: readonly SheetCue[], language: string): CueResult[] {
  return cues.map((cue, index) => resultOf(cue, language, (cues[index + 1]?.start ?? cue.end) - cue.start))
}

/** Seconds for a letter, so that a long text does not fit into its time. */
const LETTER_SECONDS = 0.06

function resultOf(cue: SheetCue, language: string, slotSeconds: number): CueResult {
  const { id, start, end, text: source } = cue
  const { text, voice } = cue.targets[language] ?? { text: '' }
  return {
    id,
    start,
    end,
    source,
    text: text ?? '',
    ...(voice !== undefined && { voice }),
    fit: sampleFit(text ?? '', slotSeconds),
  }
}

/** How a text would fit into a time. */
export function sampleFit(text: string, slotSeconds: number): CueFit {
  const dubSeconds = text.length * LETTER_SECONDS
  const overflowSeconds = Math.max(0, dubSeconds - slotSeconds)
  return inMs({ slotSeconds, dubSeconds, speed: 1, tempo: 1, overflowSeconds })
}

function inMs<Fit extends Record<string, number>>(fit: Fit): Fit {
  const entries = Object.entries(fit).map(([name, value]) => [name, Math.round(value * 1000) / 1000])
  return Object.fromEntries(entries) as Fit
}
