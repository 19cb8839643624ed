import type { Translation } from 'video-translation-client'

/** What the process ends with. The help of the command and `docs/cli.md` are made of this table. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'Done: every language is there (or the command did what it says).' },
  failed: {
    code: 1,
    meaning:
      'Failed: the translation ended as `error`, or something broke; for `doctor`: something is missing.',
  },
  badInput: {
    code: 2,
    meaning: 'Bad input: a wrong option, file or id, or a request that the server refused.',
  },
  partial: { code: 3, meaning: 'Partial: some languages are there, some are not.' },
  timedOut: { code: 4, meaning: 'Timed out: `--timeout` is over, and the translation is still running.' },
  canceled: { code: 5, meaning: 'Canceled: somebody canceled the translation.' },
  unreachable: { code: 6, meaning: 'Unreachable: there is no server, or it does not answer.' },
  needsInput: { code: 7, meaning: "Needs input: the translation waits for a person's decision." },
  interrupted: {
    code: 130,
    meaning: 'Interrupted by Ctrl-C (143 by SIGTERM); the last line says what became of the translation.',
  },
} as const

export type ExitReason = keyof typeof EXIT_CODES

export function exitCode(exitReason: ExitReason): number {
  return EXIT_CODES[exitReason].code
}

/** How a command ends that waited for this translation. */
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

/** The table as the help prints it. */
export function describeExitCodes(): string {
  const rows = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  )
  return ['Exit codes:', ...rows].join('\n')
}
