/** Limits of one run of a media tool. */
export interface RunLimits {
  /** The tool is killed if it takes longer. */
  timeoutMs: number
  /** The tool is killed if its output file grows larger. Default: no limit. */
  outputBytes?: number
  /** Address space that it gets beyond the usual. Default: none. */
  memoryBytes?: number
}

/** Address space of a child. A third of it is program code, so the memory is below 512 MiB. */
const MEMORY_KIB = 768 * 1024
/** Largest single allocation of ffmpeg. */
const MAX_ALLOCATION_BYTES = 256 * 2 ** 20
/** 8K in both directions. A larger picture is not decoded, not even to detect its colours. */
const MAX_PIXELS = 7680 * 7680
const BLOCK_BYTES = 512

/** A shell that lacks one of these limits, e.g. on macOS, runs the tool without it. */
const LIMITED = 'ulimit -v "$1" 2>/dev/null; ulimit -f "$2" 2>/dev/null; shift 2; exec "$@"'

/** Limits memory and output of a tool. On Windows only the tool's own limits apply. */
export function limitedCommand(
  tool: string,
  args: readonly string[],
  { outputBytes, memoryBytes = 0 }: Omit<RunLimits, 'timeoutMs'>,
): { file: string; args: string[] } {
  const own = ['-max_alloc', String(MAX_ALLOCATION_BYTES), ...args]
  if (process.platform === 'win32') return { file: tool, args: own }
  const blocks = outputBytes === undefined ? 'unlimited' : String(Math.ceil(outputBytes / BLOCK_BYTES))
  const memory = String(MEMORY_KIB + Math.ceil(memoryBytes / 1024))
  return { file: '/bin/sh', args: ['-c', LIMITED, 'limited', memory, blocks, tool, ...own] }
}

/** Arguments that stand before an untrusted input. */
export const INPUT_LIMITS = ['-max_pixels', String(MAX_PIXELS)]

/** By default glibc reserves address space for each thread, which would count against the limit. */
export const LIMITED_ENV = { MALLOC_ARENA_MAX: '1' }

const BASE_MS = 120_000
/** Twice the playing speed, for the slowest usable machine. */
const MS_PER_SECOND = 500
const BYTES_PER_MS = 10_000

/** Time limit of one pass over a source, by its length and its size. */
export function passTimeoutMs({ seconds, bytes }: { seconds: number; bytes: number }): number {
  return BASE_MS + seconds * MS_PER_SECOND + bytes / BYTES_PER_MS
}
