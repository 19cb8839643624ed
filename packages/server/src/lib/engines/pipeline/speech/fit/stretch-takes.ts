import { join } from 'node:path'
import type { ConvertClips } from '../../../../media/convert-clips.ts'
import { secondsOf, type Take } from './takes.ts'

/** A take of a line, and how many times as fast as the voice's own speed it has to be. */
export interface PlacedTake {
  /** Id of the line. */
  id: number
  take: Take
  rate: number
}

/** A take as it is heard. */
export interface HeardTake extends Take {
  /** Factor of the time stretch. */
  tempo: number
}

export interface StretchOptions {
  /** Folder for the clips. */
  folder: string
  convert: ConvertClips
  signal: AbortSignal
}

interface Stretch {
  path: string
  out: string
  tempo: number
}

/** Stretches takes to their rates, and resolves with them in their order. */
export async function stretchTakes(
  placed: readonly PlacedTake[],
  { folder, convert, signal }: StretchOptions,
): Promise<HeardTake[]> {
  const stretches = placed.map((one) => stretchOf(one, folder))
  const wanted = stretches.filter((stretch) => stretch !== undefined)
  const failures = await convert(wanted, signal)
  const heard: HeardTake[] = []
  for (const [at, { take }] of placed.entries()) heard.push(await hear(take, stretches[at], failures))
  return heard
}

/** A smaller stretch changes nothing that anybody hears. */
const NO_STRETCH = 1.005

function stretchOf({ id, take, rate }: PlacedTake, folder: string): Stretch | undefined {
  const tempo = rate / take.speed
  if (tempo < NO_STRETCH) return undefined
  return { path: take.path, out: join(folder, `cue-${id}-fitted.wav`), tempo }
}

/** A line that is a little too long is better than none. */
async function hear(
  take: Take,
  stretch: Stretch | undefined,
  failures: ReadonlyMap<string, unknown>,
): Promise<HeardTake> {
  const asItIs = { ...take, tempo: 1 }
  if (stretch === undefined || failures.has(stretch.out)) return asItIs
  const { out: path, tempo } = stretch
  const seconds = await secondsOf(path).catch(() => undefined)
  return seconds === undefined ? asItIs : { ...take, path, tempo, seconds }
}
