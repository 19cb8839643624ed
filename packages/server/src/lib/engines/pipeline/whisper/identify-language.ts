import type { DetectedLanguage } from '../providers/providers.ts'
import { tagOf } from './languages.ts'
import { secondsIn, type TimeSpan } from './time-span.ts'
import type { Identified } from './whisper-protocol.ts'
import { firstSeconds } from './windows.ts'

/** Finds the language of stretches of voice, joined. */
export type Identify = (spans: readonly TimeSpan[]) => Promise<Identified>

/** Whisper hears no more at once. */
const FIRST_SECONDS = 28
/** Right in all measured recordings. Below it, parts of the recording vote. */
const TRUSTED = 0.7
/** Shorter stretches, and stretches with less confidence, are often taken for another language. */
const VOTER_SECONDS = 3
const VOTER_CONFIDENCE = 0.5
const MAX_VOTERS = 20

/** @returns undefined if there is no voice */
export async function identifyLanguage(
  voice: readonly TimeSpan[],
  identify: Identify,
): Promise<DetectedLanguage | undefined> {
  if (voice.length === 0) return undefined
  const beginning = await identify(firstSeconds(voice, FIRST_SECONDS))
  if (beginning.confidence >= TRUSTED) return detected(beginning)
  return (await vote(voice, identify)) ?? detected(beginning)
}

/** Each stretch votes with its length. The confidence is the winner's share of the whole length. */
async function vote(voice: readonly TimeSpan[], identify: Identify): Promise<DetectedLanguage | undefined> {
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
  const total = voters.reduce((sum, voter) => sum + secondsIn(voter), 0)
  return detected({ language: winner[0], confidence: winner[1] / total })
}

function detected({ language, confidence }: Pick<Identified, 'language' | 'confidence'>): DetectedLanguage {
  return { language: tagOf(language), confidence: Math.round(confidence * 1000) / 1000 }
}
