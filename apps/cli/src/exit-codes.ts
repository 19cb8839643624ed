import type { Translation } from 'video-translation-client'

/** The exit codes. The help prints this table, and a test compares `docs/cli.md` with it. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'Done: every target completed, or the command did what it says.' },
  failed: {
    code: 1,
    meaning:
      'Failed: the translation ended as `error`, or something broke. For `doctor`: something is missing.',
  },
  badInput: {
    code: 2,
    meaning: 'Bad input: a wrong option, file or id, or a request that the server refused.',
  },
  partial: { code: 3, meaning: 'Partial: some targets completed, some did not.' },
  timedOut: { code: 4, meaning: 'Timed out: `--timeout` passed while the translation was still running.' },
  canceled: { code: 5, meaning: 'Canceled: somebody canceled the translation.' },
  unreachable: { code: 6, meaning: 'Unreachable: no server runs, or the server does not answer.' },
  needsInput: { code: 7, meaning: "Needs input: the translation waits for a person's decision." },
  interrupted: {
    code: 130,
    meaning: 'Interrupted by Ctrl-C (143 by SIGTERM). The last line says what became of the translation.',
  },
} as const

export type ExitReason = keyof typeof EXIT_CODES

export function exitCode(exitReason: ExitReason): number {
  return EXIT_CODES[exitReason].code
}

/** The exit reason of a command that waited for a translation with this status. */
export function exitReasonFor(status: Translation['status']): ExitReason {
  const reasons = {
    completed: 'done',
    partial: 'partial',
    error: 'failed',
    canceled: 'canceled',
    needs_input: 'needsInput',
    pending: 'timedOut',
    running: 'timedOut',
  } satisfies Record<Translation['status'], ExitReason>
  return reasons[status]
}

/** The table for the help. */
export function describeExitCodes(): string {
  const rows = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  )
  return ['Exit codes:', ...rows].join('\n')
}
