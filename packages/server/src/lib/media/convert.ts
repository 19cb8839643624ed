import { fileUrl, ownInput, safeInput } from './input.ts'
import { runFfmpeg } from './run.ts'

const TIME_LIMIT_MS = 60_000

/** Converts a 16-bit WAV to FLAC without loss, in about half of the bytes. */
export async function wavToFlac(path: string, out: string, signal: AbortSignal): Promise<void> {
  await convert(ownInput(path, 'wav'), ['-c:a', 'flac', '-sample_fmt', 's16', '-f', 'flac'], out, signal)
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
  await convert([...args], [...shape, '-c:a', 'pcm_s16le', '-f', 'wav'], out, signal)
}

async function convert(input: string[], output: string[], out: string, signal: AbortSignal): Promise<void> {
  await runFfmpeg({ args: [...input, ...output, fileUrl(out)], signal, timeoutMs: TIME_LIMIT_MS })
}
