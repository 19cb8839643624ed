import { join } from 'node:path'
import { isStorageFull } from '../../../../files/storage-full.ts'
import { openWav } from '../../../../media/wav.ts'
import type { Cast, Part } from '../../providers/cast.ts'
import type { Speech, Synthesizer } from '../../providers/providers.ts'
import { createDurationEstimator, type DurationEstimator } from './duration-estimate.ts'
import { speedsUpTo } from './speeds.ts'
import { hashOf } from '../../../../hash-of.ts'

/** One rendering of a text by a voice. */
export interface Take {
  path: string
  seconds: number
  speed: number
  retries: number
}

/** A text for a voice. */
export interface SpokenText {
  id: number
  speaker?: string
  /** What the voice reads. */
  spoken: string
}

/** A take in the cache. One of an earlier attempt has no retries. */
export type StoredClip = Pick<Take, 'path' | 'retries'>

export interface ClipCache {
  /** The clips that were stored earlier and can be read, by hash. There may be others too. */
  find(hashes: readonly string[]): Promise<ReadonlyMap<string, StoredClip>>
  /** Stores a copy of the clip. */
  store(hash: string, clip: StoredClip): Promise<unknown>
}

export interface TakeOptions {
  cast: Pick<Cast, 'main' | 'of'>
  /** BCP 47 tag of the texts. */
  language: string
  /** Folder for the clips. */
  folder: string
  /** Pace of the language, until a voice has been measured. */
  charactersPerSecond: number
  /** What is known about the voices. Default: nothing. */
  estimators?: Estimators
  /** Clips of earlier attempts. */
  cache?: ClipCache
}

/** The takes of all texts, and what was learned from them about the voices. */
export interface Takes {
  of(text: SpokenText): readonly Take[]
  /** Speaks a text, and keeps the take. */
  speak(text: SpokenText, speed: number, signal: AbortSignal): Promise<Take>
  /** Seconds that the voice would take at its own speed. */
  estimate(text: SpokenText): number
  /** Finds takes of earlier runs. One that cannot be read is made again. */
  recall(texts: readonly SpokenText[]): Promise<void>
}

export function createTakes(options: TakeOptions): Takes {
  const { cast, cache, language, folder } = options
  const takes = new Map<number, Take[]>()
  const { estimators: estimatorOf = createEstimators(options.charactersPerSecond) } = options
  const identityOf = createIdentities()
  const keep = (text: SpokenText, take: Take): Take => {
    takes.set(text.id, [...(takes.get(text.id) ?? []), take])
    estimatorOf(cast.of(text)).learn(text.spoken, take.seconds * take.speed)
    return take
  }
  const clipHash = async ({ spoken }: SpokenText, speed: number, { synthesizer, voice }: Part) =>
    hashOf([await identityOf(synthesizer), voice, language, speed, spoken])
  /** All takes that there may be of a text. */
  const possible = (text: SpokenText): Promise<PossibleTake[]> => {
    const part = cast.of(text)
    const speeds = speedsUpTo(part.synthesizer.maxSpeed)
    return Promise.all(
      speeds.map(async (speed) => ({ text, speed, hash: await clipHash(text, speed, part) })),
    )
  }
  return {
    of: ({ id }) => takes.get(id) ?? [],
    estimate: (text) => estimatorOf(cast.of(text)).estimate(text.spoken),
    async speak(text, speed, signal) {
      const part = cast.of(text)
      const { synthesizer, ...voice } = part
      const path = join(folder, `cue-${text.id}-${speed}.wav`)
      const asked = { language, ...voice, speed, path, signal }
      const expectedSeconds = estimatorOf(part).estimate(text.spoken) / speed
      const { seconds, retries } = await speakSoundly(
        () => synthesizer.speak(text.spoken, asked),
        expectedSeconds,
      )
      if (cache) await storeIfPossible(cache, await clipHash(text, speed, part), { path, retries }, signal)
      return keep(text, { path, seconds, speed, retries })
    },
    async recall(texts) {
      if (cache === undefined) return
      const all = (await Promise.all(texts.map(possible))).flat()
      const clips = await cache.find([...new Set(all.map(({ hash }) => hash))])
      for (const { text, speed, hash } of all) {
        const clip = clips.get(hash)
        if (clip === undefined) continue
        // One that cannot be read is not kept either.
        const seconds = await secondsOf(clip.path).catch(() => Infinity)
        const expected = estimatorOf(cast.of(text)).estimate(text.spoken) / speed
        if (!isTooLong({ seconds }, expected, IMPOSSIBLE)) keep(text, { ...clip, seconds, speed })
      }
    },
  }
}

interface PossibleTake {
  text: SpokenText
  speed: number
  hash: string
}

/** A take without its copy is still heard. Only a later run would miss the copy. */
async function storeIfPossible(
  cache: ClipCache,
  hash: string,
  clip: StoredClip,
  signal: AbortSignal,
): Promise<void> {
  try {
    await cache.store(hash, clip)
  } catch (error) {
    signal.throwIfAborted()
    if (isStorageFull(error)) throw error
  }
}

/** Knows the pace of each voice. */
export type Estimators = (part: Part) => DurationEstimator

/** @param charactersPerSecond pace of a voice, until it has been measured */
export function createEstimators(charactersPerSecond: number): Estimators {
  const known = new Map<string, DurationEstimator>()
  return ({ synthesizer, voice = '' }) => {
    const key = `${synthesizer.name} ${voice}`
    const estimator = known.get(key) ?? createDurationEstimator(charactersPerSecond)
    known.set(key, estimator)
    return estimator
  }
}

/** Each is asked once: it may start a process, or look for many files. */
function createIdentities(): (synthesizer: Synthesizer) => Promise<string> {
  const known = new Map<Synthesizer, Promise<string>>()
  return (synthesizer) => {
    const identity = known.get(synthesizer) ?? synthesizer.identity()
    known.set(synthesizer, identity)
    return identity
  }
}

/** Some voices repeat themselves. A take that is so much too long is spoken once more. */
const DOUBTFUL = { factor: 3, seconds: 5 }
/** One of that length is no speech of this text: later lines would wait for its end. */
const IMPOSSIBLE = { factor: 6, seconds: 15 }

async function speakSoundly(speak: () => Promise<Speech>, expectedSeconds: number): Promise<Speech> {
  const first = await speak()
  if (!isTooLong(first, expectedSeconds, DOUBTFUL)) return first
  const second = await speak()
  if (!isTooLong(second, expectedSeconds, IMPOSSIBLE)) return { ...second, retries: second.retries + 1 }
  const message = `The voice took ${Math.round(second.seconds)} s for a line of about ${expectedSeconds.toFixed(1)} s.`
  throw new Error(message)
}

function isTooLong(
  { seconds }: Pick<Speech, 'seconds'>,
  expectedSeconds: number,
  limit: typeof DOUBTFUL,
): boolean {
  return seconds > Math.max(limit.seconds, limit.factor * expectedSeconds)
}

export async function secondsOf(path: string): Promise<number> {
  const wav = await openWav(path)
  await wav.close()
  return wav.samples / wav.sampleRate
}
