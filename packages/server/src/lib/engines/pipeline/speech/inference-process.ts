import { fork, type ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import { endWithServer } from '../../../processes/end-with-server.ts'
import type { AnswerTo, Answers, InferenceRequest, Message, Question } from './inference-protocol.ts'

/** A process for inference. */
export interface InferenceProcess {
  /**
   * An abort rejects at once with the signal's reason, and kills the process unless another request is in it.
   * @throws {ProcessDied} when the process ends before it answers, or is silent for too long.
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

/** A request that waits for its answer. */
interface Open {
  onProgress(fraction: number): void
  resolve(answer: Answers[keyof Answers]): void
  reject(reason: unknown): void
}

export function startInferenceProcess(): InferenceProcess {
  const child = forkChild()
  const kill = () => void child.kill('SIGKILL')
  const open = new Map<number, Open>()
  const exited = settleAtExit(child, open)
  endWithServer(child.pid, exited)
  child.on('message', (message: Message) => settle(open, message))
  let asked = 0
  return {
    ask<R extends InferenceRequest>(request: R, options: AskOptions) {
      const { promise, resolve, reject } = Promise.withResolvers<Answers[keyof Answers]>()
      const id = ++asked
      const onSilence = () => {
        reject(
          new ProcessDied(`The process for inference gave no sign of life for ${options.silenceMs / 1000} s`),
        )
        kill()
      }
      const watchdog = setTimeout(onSilence, options.silenceMs)
      const onProgress = (fraction: number) => {
        watchdog.refresh()
        options.onProgress?.(fraction)
      }
      const onAbort = () => {
        reject(options.signal.reason)
        open.delete(id)
        if (open.size === 0) kill()
      }
      open.set(id, { onProgress, resolve, reject })
      options.signal.addEventListener('abort', onAbort)
      if (options.signal.aborted) onAbort()
      else child.send({ id, request } satisfies Question)
      return promise.finally(() => {
        open.delete(id)
        clearTimeout(watchdog)
        options.signal.removeEventListener('abort', onAbort)
      }) as Promise<AnswerTo<R>>
    },
    kill,
    get alive() {
      return child.connected && !child.killed && child.exitCode === null && child.signalCode === null
    },
    exited,
  }
}

function forkChild(): ChildProcess {
  // The file beside this one, as source or compiled. It imports no package by a condition, so it needs no flags.
  const file = new URL(`./inference-child${extname(import.meta.url)}`, import.meta.url)
  return fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
}

function settle(open: Map<number, Open>, message: Message): void {
  const request = open.get(message.id)
  if (message.type === 'progress') request?.onProgress(message.fraction)
  else if (message.type === 'error') request?.reject(new Error(message.message))
  else request?.resolve(message.answer)
}

function settleAtExit(child: ChildProcess, open: Map<number, Open>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const lastWords = tailOf(child)
  const onEnd = (how: string) => {
    resolve()
    for (const { reject } of open.values())
      reject(new ProcessDied(`The process for inference ${how}${lastWords()}`))
  }
  child.on('exit', (code, signal) => onEnd(`ended with ${signal ?? `code ${code}`}`))
  child.on('error', (error) => onEnd(`failed: ${error.message}`))
  return promise
}

/** The end of what the process wrote to its standard error: native code says there why it dies. */
function tailOf(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-500)
  })
  return () => (tail.trim() === '' ? '' : ` (${tail.trim()})`)
}
