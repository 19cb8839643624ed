import type { Log } from '../engines/engine.ts'
import type { AuditLog, NewAuditLine } from '../store/audit-log.ts'

/** Writes the audit. */
export interface AuditTrail {
  /**
   * Resolves when the line is stored. Lines that arrive while others are being stored go together.
   * Never rejects: what was done is done, so a failure only goes to the log.
   */
  note(line: NewAuditLine): Promise<void>
}

/** One line a minute tells of a key that repeats an action, so that it cannot fill the audit. */
const REPEATS_MS = 60_000
const MAX_REMEMBERED = 10_000

export function createAuditTrail(
  audit: Pick<AuditLog, 'append'>,
  log: Pick<Log, 'error'>,
  now: () => number = () => performance.now(),
): AuditTrail {
  const isRepeated = rememberRecent(now)
  let waiting: NewAuditLine[] = []
  let writing = Promise.resolve()
  const writeAll = async (): Promise<void> => {
    const lines = waiting
    waiting = []
    await audit
      .append(lines)
      .catch((err: unknown) => log.error({ err, lines }, 'Lines of the audit could not be stored.'))
  }
  return {
    async note(line) {
      if (isRepeated(line)) return
      // The first line starts the next writing, and the others join it.
      if (waiting.push(line) === 1) writing = writing.then(writeAll)
      await writing
    },
  }
}

function rememberRecent(now: () => number): (line: NewAuditLine) => boolean {
  const seenMs = new Map<string, number>()
  return ({ keyId, action, subject }) => {
    const what = JSON.stringify([keyId, action, subject])
    const lastMs = seenMs.get(what) ?? -Infinity
    if (now() - lastMs < REPEATS_MS) return true
    seenMs.delete(what)
    seenMs.set(what, now())
    const [oldest] = seenMs.keys()
    if (seenMs.size > MAX_REMEMBERED && oldest !== undefined) seenMs.delete(oldest)
    return false
  }
}
