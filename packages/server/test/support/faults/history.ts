import { appendFileSync } from 'node:fs'

/** One thing that a process did or saw. Times are nanoseconds of the clock of the whole machine. */
export type HistoryRecord =
  /** A create was answered, or its answer was lost: then it happened once or not at all. */
  | { op: 'create'; key: string; id?: string }
  /** A cancel of one that had not ended was acknowledged. */
  | { op: 'cancel'; id: string }
  /** A reader saw a state: by a request, or in a stream. */
  | { op: 'seen'; reader: string; id: string; version: number; status: string }
  /** A node began to answer a request for a stream. */
  | { op: 'stream'; reader: string; node: string }
  /** A stream of a translation ended by itself, as it does after the final state. */
  | { op: 'stream-ended'; reader: string; id: string }
  | { op: 'webhook'; message: string; id: string; version: number; status: string }
  /** An engine began an attempt at a task. */
  | { op: 'run'; task: string; attempt: number }
  /** An attempt stored the text of an artifact. */
  | { op: 'put'; task: string; attempt: number; name: string; text: string }
  | { op: 'fault'; what: string }
  | { op: 'backup'; what: 'begun' | 'done' }

export type Recorded = HistoryRecord & { atNs: number }

/** The state when all is healed and drained. */
export interface FinalState {
  translations: FinalTranslation[]
}

export interface FinalTranslation {
  id: string
  /** The key of its create. */
  key: string
  version: number
  status: string
  /** Whether its rows say that somebody canceled it. */
  isCanceled: boolean
  tasks: FinalTask[]
  /** The artifacts as the server gives them to a client, by name. */
  artifacts: { task: string; name: string; text: string }[]
}

export interface FinalTask {
  id: string
  status: string
  /** The attempt that completed it. */
  attempt: number
  /** How often its history says that it ended. */
  ends: number
}

/** Appends to a file of one process, whole lines at once, so that a kill loses no earlier line. */
export function createRecorder(path: string): (record: HistoryRecord) => void {
  return (record) => {
    const atNs = Number(process.hrtime.bigint())
    appendFileSync(path, `${JSON.stringify({ ...record, atNs })}\n`)
  }
}

/** The lines of all processes by time. A killed process may leave half a line. */
export function parseHistories(texts: string[]): Recorded[] {
  return texts
    .flatMap((text) => text.split('\n').filter((line) => line.endsWith('}')))
    .map((line) => JSON.parse(line) as Recorded)
    .toSorted((one, other) => one.atNs - other.atNs)
}
