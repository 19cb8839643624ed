import { join } from 'node:path'
import { inParallel } from '../../../in-parallel.ts'
import type { ConvertClips } from '../../../media/convert-clips.ts'
import { openWav } from '../../../media/wav.ts'

interface OneRateOptions {
  /** Folder for the converted clips. */
  folder: string
  convert: ConvertClips
  signal: AbortSignal
  /** Default: that of the first clip. */
  rate?: number
}

/** All at once would be more open files than a process may have. */
const READ_AT_ONCE = 2

/** Brings the clips of several synthesizers to one sample rate. */
export async function atOneRate<clip extends { id: number; path: string }>(
  clips: readonly clip[],
  { folder, convert, signal, rate: wantedRate }: OneRateOptions,
): Promise<clip[]> {
  const parallel = { concurrency: READ_AT_ONCE, signal }
  const rates = await inParallel(clips, parallel, ({ path }) => rateOf(path))
  const rate = wantedRate ?? rates[0] ?? 0
  const others = clips.flatMap(({ id, path }, at) =>
    rates[at] === rate ? [] : [{ path, rate, out: join(folder, `cue-${id}-${rate}-hz.wav`) }],
  )
  const [failure] = (await convert(others, signal)).values()
  if (failure !== undefined) throw failure
  const converted = new Map(others.map(({ path, out }) => [path, out]))
  return clips.map((clip) => ({ ...clip, path: converted.get(clip.path) ?? clip.path }))
}

async function rateOf(path: string): Promise<number> {
  const wav = await openWav(path)
  await wav.close()
  return wav.sampleRate
}
