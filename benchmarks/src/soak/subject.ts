/** One line of a subject's table. */
export interface Figure {
  name: string
  value: number
  unit?: string
  /** The largest value that keeps the promise. Without it the figure only informs. */
  atMost?: number
}

/** The settings of a run. */
export interface SoakOptions {
  /** Number of repetitions. Each subject has its own default. */
  rounds?: number
  /** The number from which random choices follow, where a subject can repeat them. */
  seed?: number
  /** A folder for the subject alone, on the disk; removed afterwards. */
  folder: string
  /** Prints the progress. */
  tell(line: string): void
}

/**
 * A promise that takes too long to check in the tests. Each file in `subjects/` exports one as
 * `subject` and gives it its name.
 */
export interface Subject {
  /** The promise, in one sentence. */
  promise: string
  run(options: SoakOptions): Promise<Figure[]>
}

/** Whether the promise was kept. */
export function isKept({ value, atMost }: Figure): boolean {
  return atMost === undefined || value <= atMost
}
