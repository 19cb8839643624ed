import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg'
const run = promisify(execFile)
const MAX_BUFFER = 256 * 2 ** 20

interface Span {
  start: number
  end: number
}

export interface SoundQuality {
  /** How much louder the dub is than the speech of the source, in LU. */
  loudnessLu: number
  /** The highest true peak of the result. */
  truePeakDb: number
}

/** Measures by EBU R128, with ffmpeg's own filter. */
export async function judgeSound(
  { result, dub }: { result: string; dub: string },
  source: string,
  speech: readonly Span[],
): Promise<SoundQuality> {
  const said = await measure(source, speech)
  const spoken = await measure(dub)
  const mixed = await measure(result)
  return { loudnessLu: spoken.loudness - said.loudness, truePeakDb: mixed.truePeakDb }
}

async function measure(file: string, spans: readonly Span[] = []) {
  const within = spans.map(({ start, end }) => `between(t,${start},${end})`).join('+')
  const only = within === '' ? '' : `asetnsamples=480,aselect='${within}',asetpts=N/SR/TB,`
  const filter = `aresample=48000,${only}ebur128=peak=true`
  const args = ['-nostats', '-i', file, '-map', '0:a:0', '-af', filter, '-f', 'null', '-']
  const { stderr } = await run(FFMPEG, args, { maxBuffer: MAX_BUFFER })
  // Each tenth of a second has a line of its own before the summary.
  const [, summary = ''] = stderr.split('Summary:')
  const [, loudness] = /I:\s+(-?[\d.]+) LUFS/.exec(summary) ?? []
  const [, peak] = /Peak:\s+(-?[\d.]+|-inf) dBFS/.exec(summary) ?? []
  return { loudness: Number(loudness), truePeakDb: peak === '-inf' ? -Infinity : Number(peak) }
}
