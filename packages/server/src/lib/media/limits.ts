/** What one run of a media tool may take. */
export interface RunLimits {
  /** Killed when it takes longer. */
  timeoutMs: number
  /** Killed when a file that it writes grows larger. Default: no limit. */
  outputBytes?: number
}

/** Address space of a child. Of it the program and its libraries take a third, so it stays below 512 MiB of memory. */
const MEMORY_KIB = 768 * 1024
/** Largest piece that ffmpeg may ask for at once. */
const LARGEST_PIECE_BYTES = 256 * 2 ** 20
/** A picture of 8K in both directions; nothing larger is decoded, not even to learn its colours. */
const MOST_PIXELS = 7680 * 7680
const BLOCK_BYTES = 512

/** A shell without these limits, such as that of macOS, runs the tool without them. */
const LIMITED = 'ulimit -v "$1" 2>/dev/null; ulimit -f "$2" 2>/dev/null; shift 2; exec "$@"'

/** The command that runs a tool under limits of memory and output. On Windows only the tool's own limits hold. */
export function limitedCommand(
  tool: string,
  args: readonly string[],
  { outputBytes }: Pick<RunLimits, 'outputBytes'>,
): { file: string; args: string[] } {
  const own = ['-max_alloc', String(LARGEST_PIECE_BYTES), ...args]
  if (process.platform === 'win32') return { file: tool, args: own }
  const blocks = outputBytes === undefined ? 'unlimited' : String(Math.ceil(outputBytes / BLOCK_BYTES))
  return { file: '/bin/sh', args: ['-c', LIMITED, 'limited', String(MEMORY_KIB), blocks, tool, ...own] }
}

/** Stands before the input of a stranger. More threads would only hold more memory: pictures are never played. */
export const INPUT_LIMITS = ['-max_pixels', String(MOST_PIXELS)]

/** glibc sets address space aside for each thread that asks for memory, which the limit would count. */
export const LIMITED_ENV = { MALLOC_ARENA_MAX: '1' }

const BASE_MS = 120_000
/** Twice the speed of playing, on the slowest machine that is of any use. */
const MS_PER_SECOND = 500
const BYTES_PER_MS = 10_000

/** How long a pass over a source may take, by its length and its size. */
export function passTimeMs({ seconds, bytes }: { seconds: number; bytes: number }): number {
  return BASE_MS + seconds * MS_PER_SECOND + bytes / BYTES_PER_MS
}
