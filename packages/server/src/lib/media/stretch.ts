import { fileUrl, ownInput } from './input.ts'
import { runFfmpeg } from './run.ts'

const TIME_LIMIT_MS = 60_000

/**
 * Writes the WAV at `path` to `out` in `1 / tempo` of its time at the same pitch.
 * @param tempo from 0.5 (twice as long) to 2 (half as long).
 */
export async function stretch(path: string, tempo: number, out: string, signal: AbortSignal): Promise<void> {
  if (!(tempo >= 0.5 && tempo <= 2))
    throw new RangeError(`The tempo must be between 0.5 and 2, not ${tempo}.`)
  const filter = ['-af', `atempo=${tempo.toFixed(5)}`, '-c:a', 'pcm_s16le', '-f', 'wav']
  await runFfmpeg({
    args: [...ownInput(path, 'wav'), ...filter, fileUrl(out)],
    signal,
    timeoutMs: TIME_LIMIT_MS,
  })
}
