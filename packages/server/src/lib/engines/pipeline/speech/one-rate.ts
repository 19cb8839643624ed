import { join } from 'node:path'
import { inParallel } from '../../../in-parallel.ts'
import { openWav } from '../../../media/wav.ts'

interface OneRateOptions {
  /** Folder for the converted clips. */
  folder: string
  signal: AbortSignal
  /** Writes the clip at `path` to `out` with another sample rate. */
  resample(path: string, rate: number, out: string, signal: AbortSignal): Promise<void>
}

const CONVERTED_AT_ONCE = 2

/** Brings the clips of several synthesizers to the sample rate of the first clip. */
export async function atOneRate<clip extends { id: number; path: string }>(
  clips: readonly clip[],
  { folder, resample, signal }: OneRateOptions,
): Promise<clip[]> {
  const parallel = { concurrency: CONVERTED_AT_ONCE, signal }
  // All at once would be more open files than a process may have.
  const rates = await inParallel(clips, parallel, ({ path }) => rateOf(path))
  const [rate = 0] = rates
  return await inParallel([...clips.entries()], parallel, async ([at, clip], signal) => {
    if (rates[at] === rate) return clip
    const path = join(folder, `cue-${clip.id}-${rate}-hz.wav`)
    await resample(clip.path, rate, path, signal)
    return { ...clip, path }
  })
}

async function rateOf(path: string): Promise<number> {
  const wav = await openWav(path)
  await wav.close()
  return wav.sampleRate
}
