import { writeFile } from 'node:fs/promises'
import type { SafeInput } from './input.ts'
import { runFfprobe } from './run.ts'
import { resultTime, type SlowScene } from 'video-translation-client/studio'

const TIME_LIMIT_MS = 120_000

/** Times are seconds, as text. */
interface ProbedChapter {
  start_time: string
  end_time: string
  tags?: Record<string, string>
}

/**
 * Writes the chapters of a source, at their times of the result, as a file of FFMETADATA
 * ("Metadata" in the manual of ffmpeg's formats).
 * @returns whether it has any
 */
export async function writeSlowChapters(
  input: SafeInput,
  scenes: readonly SlowScene[],
  out: string,
  signal: AbortSignal,
): Promise<boolean> {
  const args = ['-show_chapters', '-show_entries', 'format=start_time', '-of', 'json', ...input.args]
  const printed = await runFfprobe({ args, signal, timeoutMs: TIME_LIMIT_MS })
  const { chapters = [], format } = JSON.parse(printed) as {
    chapters?: ProbedChapter[]
    format?: { start_time?: string }
  }
  // ffmpeg counts from the start of the source, as the scenes do.
  const origin = Number(format?.start_time ?? 0) || 0
  await writeFile(
    out,
    toMetadata(chapters, (time) => resultTime(Number(time) - origin, scenes)),
  )
  return chapters.length > 0
}

function toMetadata(chapters: readonly ProbedChapter[], toResult: (time: string) => number): string {
  const blocks = chapters.map(({ start_time, end_time, tags = {} }) => {
    const times = [`START=${ms(toResult(start_time))}`, `END=${ms(toResult(end_time))}`]
    const texts = Object.entries(tags).map(([key, value]) => `${escaped(key)}=${escaped(value)}`)
    return ['[CHAPTER]', 'TIMEBASE=1/1000', ...times, ...texts].join('\n')
  })
  return [';FFMETADATA1', ...blocks, ''].join('\n')
}

function ms(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1000))
}

function escaped(text: string): string {
  return text.replace(/[=;#\\\n]/g, String.raw`\$&`)
}
