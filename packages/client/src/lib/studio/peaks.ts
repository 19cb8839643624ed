import type { VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import { invalid } from '../errors.ts'
import { checkOptions, type OptionKinds } from '../options.ts'
import type { PlaybackFile } from '../artifact.ts'

/** Options of `readPeaks`. */
export interface PeaksOptions {
  /** The first second. Default: 0. */
  start?: number | undefined
  /** Default: the end of the sound. */
  end?: number | undefined
  signal?: AbortSignal | undefined
}

const PEAKS_KINDS: OptionKinds<PeaksOptions> = { start: 'number', end: 'number', signal: 'object' }

/**
 * Reads what to draw of a sound, from a file of kind `peaks`: for each fiftieth of a second the
 * least and the greatest sample, from -127 to 127. Past the end there are none.
 */
export async function readPeaks(
  client: VideoTranslationClient,
  file: PlaybackFile,
  options: PeaksOptions = {},
): Promise<Int8Array> {
  checkOptions('readPeaks', options, PEAKS_KINDS)
  const { start = 0, end = Infinity, signal } = options
  if (file.url === undefined) throw invalid('The file has no URL.')
  const first = Math.max(0, Math.floor(start * 50)) * 2
  const last = end === Infinity ? '' : Math.max(first, Math.ceil(end * 50) * 2 - 1)
  if (file.bytes !== undefined && first >= file.bytes) return new Int8Array()
  const call = { path: file.url, headers: { range: `bytes=${first}-${last}` }, signal }
  return await coreOf(client).http.send(call, async (response) => {
    const bytes = new Int8Array(await response.arrayBuffer())
    // A storage without ranges sends the whole.
    if (response.status === 206) return bytes
    return bytes.subarray(first, last === '' ? undefined : last + 1)
  })
}
