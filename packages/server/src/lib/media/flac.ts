import { fileUrl, ownInput } from './input.ts'
import { runFfmpeg } from './run.ts'

const TIME_LIMIT_MS = 60_000

/** Converts a 16-bit WAV to FLAC without loss, in about half of the bytes. */
export async function wavToFlac(path: string, out: string, signal: AbortSignal): Promise<void> {
  const encoding = ['-c:a', 'flac', '-sample_fmt', 's16', '-f', 'flac']
  await convert([...ownInput(path, 'wav'), ...encoding, fileUrl(out)], signal)
}

/** Converts a FLAC file back to the original WAV. */
export async function flacToWav(path: string, out: string, signal: AbortSignal): Promise<void> {
  const encoding = ['-c:a', 'pcm_s16le', '-f', 'wav']
  await convert([...ownInput(path, 'flac'), ...encoding, fileUrl(out)], signal)
}

async function convert(args: string[], signal: AbortSignal): Promise<void> {
  await runFfmpeg({ args, signal, timeoutMs: TIME_LIMIT_MS })
}
