import { type CueResult, isOpen, type SheetCue } from 'video-translation-client/editing'
import type { RecognisedCue, TargetTask, TranslatedText } from '../engine.ts'
import { NOTICE } from './artifacts.ts'

const LINES = [
  NOTICE,
  'There are several lines, so that they can be edited.',
  'A line can be split in two, and two lines can be joined.',
  'Some lines follow at once.',
  'Others come after a pause.',
  'This is the last line.',
]

const LINE_SECONDS = 3
const PAUSE_SECONDS = 0.5

/** Cues that say that they are simulated. */
export function simulatedCues(): RecognisedCue[] {
  return LINES.map((text, index) => {
    const start = index * (LINE_SECONDS + PAUSE_SECONDS)
    return { start, end: start + LINE_SECONDS, text }
  })
}

/** Texts for the cues that have none: the same, marked with the language. */
export function simulatedTexts({ cues = [], language }: TargetTask): TranslatedText[] {
  const open = cues.filter((cue) => isOpen(cue, cue.targets[language]))
  return open.map(({ id, text }) => ({ id, source: text, text: `[${language}] ${text}` }))
}

/** Seconds for a letter, so that a long text does not fit into its time. */
const LETTER_SECONDS = 0.06

/** What a voice would have made of the cues. */
export function simulatedResults(
  { cues = [], language }: TargetTask,
  texts: readonly TranslatedText[],
): CueResult[] {
  const made = new Map(texts.map(({ id, text }) => [id, text]))
  return cues.map((cue, index) => {
    const text = made.get(cue.id) ?? cue.targets[language]?.text ?? ''
    return resultOf(cue, text, cue.targets[language]?.voice, (cues[index + 1]?.start ?? cue.end) - cue.start)
  })
}

function resultOf(
  { id, start, end, text: source }: SheetCue,
  text: string,
  voice: string | undefined,
  slotSeconds: number,
): CueResult {
  const dubSeconds = text.length * LETTER_SECONDS
  const overflowSeconds = Math.max(0, dubSeconds - slotSeconds)
  const fit = { slotSeconds, dubSeconds, speed: 1, tempo: 1, overflowSeconds }
  return { id, start, end, source, text, ...(voice !== undefined && { voice }), fit: inMs(fit) }
}

function inMs<Fit extends Record<string, number>>(fit: Fit): Fit {
  const entries = Object.entries(fit).map(([name, value]) => [name, Math.round(value * 1000) / 1000])
  return Object.fromEntries(entries) as Fit
}
