import { fileUrl, ownInput, safeInput } from './input.ts'
import { runFfmpeg } from './run.ts'

const TIME_LIMIT_MS = 60_000

/** Converts a 16-bit WAV to FLAC without loss, in about half of the bytes. */
export async function wavToFlac(path: string, out: string, signal: AbortSignal): Promise<void> {
  await convert(ownInput(path, 'wav'), ['-c:a', 'flac', '-sample_fmt', 's16', '-f', 'flac'], out, signal)
}

/** Converts a FLAC file back to the original WAV. */
export async function flacToWav(path: string, out: string, signal: AbortSignal): Promise<void> {
  await convert(ownInput(path, 'flac'), WAV, out, signal)
}

/**
 * Writes the WAV at `path` to `out` in `1 / tempo` of its time at the same pitch.
 * @param tempo from 0.5 (twice as long) to 2 (half as long).
 */
export async function stretch(path: string, tempo: number, out: string, signal: AbortSignal): Promise<void> {
  if (!(tempo >= 0.5 && tempo <= 2))
    throw new RangeError(`The tempo must be between 0.5 and 2, not ${tempo}.`)
  await convert(ownInput(path, 'wav'), ['-af', `atempo=${tempo.toFixed(5)}`, ...WAV], out, signal)
}

/** Writes the WAV at `path` to `out` with another sample rate. */
export async function resample(path: string, rate: number, out: string, signal: AbortSignal): Promise<void> {
  await convert(ownInput(path, 'wav'), ['-ar', String(rate), ...WAV], out, signal)
}

/** Decodes a sound of any format, as a service may send it, to a mono WAV. The rest is cut off. */
export async function soundToWav(
  path: string,
  { rate, mostSeconds }: { rate: number; mostSeconds: number },
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const { args } = await safeInput(path)
  const shape = ['-map', '0:a:0', '-t', String(mostSeconds), '-ac', '1', '-ar', String(rate)]
  await convert([...args], [...shape, ...WAV], out, signal)
}

const WAV = ['-c:a', 'pcm_s16le', '-f', 'wav']

async function convert(input: string[], output: string[], out: string, signal: AbortSignal): Promise<void> {
  await runFfmpeg({ args: [...input, ...output, fileUrl(out)], signal, timeoutMs: TIME_LIMIT_MS })
}
