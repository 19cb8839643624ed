/** What a subject found out, one line of the table. */
export interface Figure {
  name: string
  value: number
  unit?: string
  /** The value must not be above it. Absent: the figure only informs. */
  atMost?: number
}

/** How a run is bounded. */
export interface SoakOptions {
  /** How often a subject repeats what it tries; each has a default of its own. */
  rounds?: number
  /** A folder for the subject alone, on the disk; removed afterwards. */
  folder: string
  /** Says how far the subject is. */
  tell(line: string): void
}

/**
 * One promise that takes too long for the tests. A file in `subjects/` exports one as `subject`; the name of the file is
 * its name.
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
