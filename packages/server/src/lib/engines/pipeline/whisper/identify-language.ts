import type { DetectedLanguage, LanguagePart } from '../providers/providers.ts'
import { secondsIn, secondsOf, type TimeSpan } from '../recognition/time-span.ts'
import { takeSeconds } from '../recognition/windows.ts'
import { tagOf } from './languages.ts'
import type { Identified } from './whisper-messages.ts'

/** Finds the language of stretches of voice, joined. */
export type Identify = (spans: readonly TimeSpan[]) => Promise<Identified>

/** Whisper hears no more at once. */
const SAMPLE_SECONDS = 28
/** Samples of a long recording: its beginning, and places later on. */
const MAX_SAMPLES = 5
/** Right in all measured recordings. Below it, parts of the recording vote. */
const TRUSTED = 0.7
/** Shorter stretches, and stretches with less confidence, are often taken for another language. */
const VOTER_SECONDS = 3
const VOTER_CONFIDENCE = 0.5
const MAX_VOTERS = 20

/**
 * Listens to the beginning, and to up to four later places. The language that most of the voice in
 * them is in counts.
 * @returns undefined if there is no voice
 */
export async function identifyLanguage(
  voice: readonly TimeSpan[],
  identify: Identify,
): Promise<DetectedLanguage | undefined> {
  const parts: LanguagePart[] = []
  for (const sample of samplesOf(voice)) {
    const { language, confidence } = await identify(sample)
    const span = { start: sample[0]?.start ?? 0, end: sample.at(-1)?.end ?? 0 }
    parts.push({ span, language: tagOf(language), confidence: rounded(confidence) })
  }
  const main = mainPart(parts)
  if (main === undefined) return undefined
  const { language, confidence } = main.confidence >= TRUSTED ? main : ((await vote(voice, identify)) ?? main)
  return { language, confidence, parts }
}

/** The beginning, and the stretches from evenly spaced moments on. They do not overlap. */
function samplesOf(voice: readonly TimeSpan[]): TimeSpan[][] {
  const seconds = secondsOf(voice)
  const count = Math.max(1, Math.min(MAX_SAMPLES, Math.floor(seconds / (2 * SAMPLE_SECONDS)) + 1))
  const samples: TimeSpan[][] = []
  let before = 0
  for (const [index, span] of voice.entries()) {
    const isDue = samples.length < count && before >= (samples.length * seconds) / count
    if (isDue) samples.push(takeSeconds(voice, SAMPLE_SECONDS, index))
    before += secondsIn(span)
  }
  return samples
}

/** The most certain part in the language of most parts. At a tie, the earlier language counts. */
function mainPart(parts: readonly LanguagePart[]): LanguagePart | undefined {
  const certain = parts.filter(({ confidence }) => confidence >= TRUSTED)
  const candidates = certain.length > 0 ? certain : parts.slice(0, 1)
  const groups = Object.values(Object.groupBy(candidates, ({ language }) => language))
  const [most = []] = groups.sort((one = [], other = []) => other.length - one.length)
  return most.toSorted((one, other) => other.confidence - one.confidence)[0]
}

/** Each stretch votes with its length. The confidence is the winner's share of the whole length. */
async function vote(
  voice: readonly TimeSpan[],
  identify: Identify,
): Promise<Omit<LanguagePart, 'span'> | undefined> {
  const voters = voice
    .filter((span) => secondsIn(span) >= VOTER_SECONDS)
    .sort((one, other) => secondsIn(other) - secondsIn(one))
    .slice(0, MAX_VOTERS)
  const votes = new Map<string, number>()
  for (const voter of voters) {
    const { language, confidence } = await identify([voter])
    if (confidence < VOTER_CONFIDENCE) continue
    votes.set(language, (votes.get(language) ?? 0) + secondsIn(voter))
  }
  const [winner] = [...votes].sort(([, one], [, other]) => other - one)
  if (winner === undefined) return undefined
  return { language: tagOf(winner[0]), confidence: rounded(winner[1] / secondsOf(voters)) }
}

function rounded(confidence: number): number {
  return Math.round(confidence * 1000) / 1000
}
