import { constants } from 'node:os'

/** Turns Ctrl-C and SIGTERM into an abort signal. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal
  /** The exit code after an interrupt: 130 for Ctrl-C, 143 for SIGTERM. */
  exitCode(): number
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Listens for Ctrl-C and SIGTERM. The first one aborts the signal, so that the command can end
 * cleanly. A second one ends the process at once.
 */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  let received: (typeof SIGNALS)[number] | undefined
  const onSignal = (name: (typeof SIGNALS)[number]) => {
    if (received) process.exit(codeFor(name))
    received = name
    controller.abort(new Error(`Interrupted by ${name}.`))
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return {
    signal: controller.signal,
    exitCode: () => codeFor(received ?? 'SIGINT'),
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, onSignal)
    },
  }
}

/** Resolves at the first interrupt. */
export function interrupted({ signal }: Pick<Interrupt, 'signal'>): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/**
 * Waits for work that takes no signal, until the first interrupt. The work itself goes on, so use
 * this only where others wait for it too, or where the process ends afterwards.
 * @throws the reason of the signal
 */
export async function untilInterrupted<T>(
  work: Promise<T>,
  { signal }: Pick<Interrupt, 'signal'>,
): Promise<T> {
  const stopped = interrupted({ signal }).then(() => Promise.reject(signal.reason as Error))
  return await Promise.race([work, stopped])
}

function codeFor(name: (typeof SIGNALS)[number]): number {
  return 128 + constants.signals[name]
}
