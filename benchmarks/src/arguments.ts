/** The command line of a benchmark, parsed. */
export interface BenchArguments {
  /** The words after the benchmark's name. */
  operands: string[]
  /** File to write the result to. */
  json?: string | undefined
  voice?: string | undefined
  /** Seed of every random number. */
  seed: number
  /** File with durations to draw from. */
  law?: string | undefined
  /** File to draw a plot to. */
  svg?: string | undefined
  /** Fewer repetitions. */
  quick: boolean
  jobs: number
  /** Runs whose median counts. */
  runs: number
  /** Length of the sound to work on. */
  minutes: number
}
