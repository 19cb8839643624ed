import { fork, type ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import type { AnswerTo, InferenceRequest, Message } from './inference-protocol.ts'

/** A process for inference. It takes one request at a time. */
export interface InferenceProcess {
  /**
   * @throws {ProcessDied} when the process ends before it answers, or is silent for too long.
   * An abort kills the process, and rejects with the signal's reason.
   */
  ask<R extends InferenceRequest>(request: R, options: AskOptions): Promise<AnswerTo<R>>
  /** At once: native code is never asked to stop. */
  kill(): void
  readonly alive: boolean
  readonly exited: Promise<void>
}

export interface AskOptions {
  signal: AbortSignal
  /** Longest time without a sign of life. */
  silenceMs: number
  onProgress?: ((fraction: number) => void) | undefined
}

/** The process ended in the middle of a request. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied'
}

export function startInferenceProcess(): InferenceProcess {
  // The file beside this one, as source or compiled. It imports no package by a condition, so it needs no flags.
  const file = new URL(`./inference-child${extname(import.meta.url)}`, import.meta.url)
  const child = fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const lastWords = tailOf(child)
  const exited = new Promise<void>(
    (resolve) => void child.once('exit', () => resolve()).once('error', () => resolve()),
  )
  return {
    ask: (request, options) => ask(child, request, options, lastWords),
    kill: () => void child.kill('SIGKILL'),
    get alive() {
      return child.connected && !child.killed && child.exitCode === null && child.signalCode === null
    },
    exited,
  }
}

function ask<R extends InferenceRequest>(
  child: ChildProcess,
  request: R,
  options: AskOptions,
  lastWords: () => string,
): Promise<AnswerTo<R>> {
  const { promise, resolve, reject } = Promise.withResolvers<AnswerTo<R>>()
  const die = (why: string) => reject(new ProcessDied(`The process for inference ${why}${lastWords()}`))
  const onSilence = () => {
    die(`gave no sign of life for ${options.silenceMs / 1000} s`)
    child.kill('SIGKILL')
  }
  const watchdog = setTimeout(onSilence, options.silenceMs)
  const onMessage = (message: Message) => {
    watchdog.refresh()
    if (message.type === 'progress') options.onProgress?.(message.fraction)
    else if (message.type === 'error') reject(new Error(message.message))
    else resolve(message.answer as AnswerTo<R>)
  }
  const onExit = (code: number | null, signal: string | null) => die(`ended with ${signal ?? `code ${code}`}`)
  const onError = (error: Error) => die(`failed: ${error.message}`)
  const onAbort = () => {
    reject(options.signal.reason)
    child.kill('SIGKILL')
  }
  child.on('message', onMessage).on('exit', onExit).on('error', onError)
  options.signal.addEventListener('abort', onAbort)
  if (options.signal.aborted) onAbort()
  else child.send(request, (error) => error && onError(error))
  return promise.finally(() => {
    clearTimeout(watchdog)
    child.off('message', onMessage).off('exit', onExit).off('error', onError)
    options.signal.removeEventListener('abort', onAbort)
  })
}

/** The end of what the process wrote to its standard error: native code says there why it dies. */
function tailOf(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-500)
  })
  return () => (tail.trim() === '' ? '' : ` (${tail.trim()})`)
}
