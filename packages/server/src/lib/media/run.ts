import { execa } from 'execa'
import { saysStorageFull, STORAGE_FULL_MESSAGE, StorageFull } from '../files/storage-full.ts'
import { endWithServer } from '../processes/end-with-server.ts'
import { giveWay } from '../processes/give-way.ts'
import { collectStderrTail } from '../processes/stderr-tail.ts'
import { limitedCommand, LIMITED_ENV, type RunLimits } from './limits.ts'
import { findMediaTools } from './tools.ts'

/** A run of ffmpeg or ffprobe. */
export interface MediaRun extends RunLimits {
  args: readonly string[]
  signal: AbortSignal
  /** Gives way to other work of the machine. Default: false. */
  isPatient?: boolean
}

/** ffmpeg or ffprobe failed. The message ends with the end of its standard error. */
export class MediaToolFailed extends Error {
  override readonly name = 'MediaToolFailed'
  /** The end of its standard error. */
  readonly detail: string
  /** The first line of `detail` for users, without paths of this server. */
  readonly reason: string
  readonly timedOut: boolean
  /** The limit that it exceeded, if any. */
  readonly exceeded: 'memory' | 'output' | undefined

  constructor(tool: string, detail: string, end: { timedOut: boolean; signal?: string | undefined }) {
    super(`${tool} ${end.timedOut ? 'took too long' : 'failed'}: ${detail || 'no output'}`)
    this.detail = detail
    this.reason = withoutPaths(detail.split('\n')[0] ?? '')
    this.timedOut = end.timedOut
    this.exceeded = exceededLimit(detail, end.signal)
  }
}

function exceededLimit(detail: string, signal: string | undefined): 'memory' | 'output' | undefined {
  if (signal === 'SIGXFSZ' || /File too large/.test(detail)) return 'output'
  return /Cannot allocate memory|out of memory|bad_alloc|malloc of size/i.test(detail) ? 'memory' : undefined
}

/** Result of a successful run. */
export interface FfmpegOutcome {
  /** Standard error, e.g. about a damaged input. */
  complaints: string
  /** Length of the longest output. */
  seconds: number
}

/** A static build crashes on the character sets of another C library, and needs none. */
const ENV = { GCONV_PATH: '/nonexistent', ...LIMITED_ENV }

const FFMPEG_ARGS =
  '-hide_banner -nostdin -y -v error -nostats -filter_threads 1 -filter_complex_threads 1 -progress pipe:1'.split(
    ' ',
  )
/** ffmpeg writes a line for each packet of a badly damaged file, so only the end is kept. */
const TAIL_CHARACTERS = 4_000
const OUTPUT_LIMIT_CHARACTERS = 20_000_000

export interface FfmpegRun extends MediaRun {
  /** Receives the finished seconds of media. */
  onProgress?(seconds: number): void
  /** Receives every line of standard output, where filters print what they measure. */
  onLine?(line: string): void
}

/** Runs ffmpeg. An abort kills it at once. */
export async function runFfmpeg(run: FfmpegRun): Promise<FfmpegOutcome> {
  const { ffmpeg } = await findMediaTools()
  const args = [...FFMPEG_ARGS, ...run.args]
  let seconds = 0
  const complaints = await runTool(ffmpeg, args, run, (line) => {
    run.onLine?.(line)
    seconds = Math.max(seconds, outTime(line))
    if (line.startsWith('progress=')) run.onProgress?.(seconds)
  })
  return { complaints, seconds }
}

/** Runs ffprobe and resolves with its standard output. */
export async function runFfprobe(run: MediaRun): Promise<string> {
  const { ffprobe } = await findMediaTools()
  const lines: string[] = []
  let length = 0
  await runTool(ffprobe, ['-hide_banner', '-v', 'error', ...run.args], run, (line) => {
    length += line.length
    if (length < OUTPUT_LIMIT_CHARACTERS) lines.push(line)
  })
  return lines.join('\n')
}

async function runTool(
  path: string,
  args: readonly string[],
  run: MediaRun,
  onLine: (line: string) => void,
): Promise<string> {
  run.signal.throwIfAborted()
  const command = limitedCommand(path, args, run)
  const subprocess = execa(command.file, command.args, {
    stdin: 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: run.signal,
    killSignal: 'SIGKILL',
    timeout: Math.ceil(run.timeoutMs),
    env: ENV,
  })
  endWithServer(subprocess.pid, subprocess)
  if (run.isPatient) giveWay(subprocess.pid)
  const tail = collectStderrTail(subprocess.stderr, TAIL_CHARACTERS)
  for await (const line of subprocess.iterable()) onLine(line)
  const result = await subprocess
  run.signal.throwIfAborted()
  // On a full disk some builds print an error and still end with success.
  if (saysStorageFull(tail())) throw new StorageFull(STORAGE_FULL_MESSAGE, { cause: new Error(tail()) })
  if (result.failed)
    throw new MediaToolFailed(
      toolName(path),
      tail() || `ended with ${result.signal ?? result.exitCode}`,
      result,
    )
  return tail()
}

function withoutPaths(line: string): string {
  return line.replace(/'?file:[^']*?'?: |\[[^\]]* @ [^\]]*\] /g, '').trim() || 'no reason given'
}

function outTime(line: string): number {
  const match = /^out_time=(\d+):(\d+):([\d.]+)/.exec(line)
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : 0
}

function toolName(path: string): string {
  return path.includes('ffprobe') ? 'ffprobe' : 'ffmpeg'
}
