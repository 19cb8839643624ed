import { speaks } from './providers/choose-voice.ts'
import type { Part } from './providers/cast.ts'
import { UNDETERMINED } from './abilities.ts'
import type { Synthesizer, Voice } from './providers/providers.ts'
import type { Speaker } from './speakers/describe-speakers.ts'

/**
 * Gives each speaker a voice of the likely sex, as long as there are enough a different one. It
 * depends on nothing but the order of the speakers, so that each keeps the voice.
 * @param main whose synthesizer speaks, and whose language is spoken
 */
export async function voicesOfSpeakers(
  speakers: readonly Speaker[],
  { synthesizer }: Part,
  to: string,
): Promise<Map<string, string>> {
  const able = ((await synthesizer.voices?.()) ?? []).filter((voice) => voice.ready && speaks(voice, to))
  const voices = await withoutMissing(ofOneAccent(able, to), synthesizer, to)
  const taken = new Map<string, number>()
  const timesOf = ({ name }: Voice) => taken.get(name) ?? 0
  const pairs = speakers.flatMap(({ name, sex }): [string, string][] => {
    const fitting = voices.filter(
      (voice) => voice.sex === undefined || sex === undefined || voice.sex === sex,
    )
    const [first = undefined] = fitting.toSorted((one, other) => timesOf(one) - timesOf(other))
    if (first === undefined) return []
    taken.set(first.name, timesOf(first) + 1)
    return [[name, first.name]]
  })
  return new Map(pairs)
}

/** A voice that is installed may still lack something, e.g. its dictionary. */
async function withoutMissing(
  voices: readonly Voice[],
  synthesizer: Synthesizer,
  to: string,
): Promise<Voice[]> {
  const missing = await Promise.all(
    voices.map(({ name }) => synthesizer.missing({ from: UNDETERMINED, to, voice: name })),
  )
  return voices.filter((_, at) => missing[at] === undefined)
}

/** The voices of the region, else those with the accent of the first one. */
function ofOneAccent(voices: readonly Voice[], to: string): Voice[] {
  const exact = voices.filter(({ language }) => language.toLowerCase() === to.toLowerCase())
  return exact.length > 0 ? exact : voices.filter(({ language }) => language === voices[0]?.language)
}
