import { pino } from 'pino'

/** Structured logs on standard error, written synchronously so that a crash loses no line. */
export function createStderrLog(level: string) {
  return pino({ level }, pino.destination({ dest: 2, sync: true }))
}
