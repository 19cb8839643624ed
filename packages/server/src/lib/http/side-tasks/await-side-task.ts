import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SideTask } from '../../store/side-task-store.ts'
import { createWakeSignal } from '../../wake-signal.ts'
import type { Api } from '../api/api.ts'
import { closeSignal } from '../requests/prefer.ts'

/** Another node may have done it, and its news may be lost. */
const REREAD_MS = 1_000

/** Waits until side work has ended, for `waitMs` at most. Resolves with what it is by then. */
export async function awaitSideTask(
  task: SideTask,
  waitMs: number,
  { request, reply, api }: { request: FastifyRequest; reply: FastifyReply; api: Api },
): Promise<SideTask> {
  const ended = closeSignal(reply)
  const forget = request.key && api.keys.onEnd(request.key, () => ended.abort())
  try {
    return await untilEnded(task, waitMs, AbortSignal.any([api.lifecycle.stopping, ended.signal]), api)
  } finally {
    forget?.()
  }
}

async function untilEnded(
  task: SideTask,
  waitMs: number,
  signal: AbortSignal,
  { store }: Api,
): Promise<SideTask> {
  const deadline = performance.now() + waitMs
  const wakeSignal = createWakeSignal()
  const unsubscribe = store.sideTasks.onNews(wakeSignal.wake)
  signal.addEventListener('abort', wakeSignal.wake, { once: true })
  try {
    for (let now = task; ; now = (await store.sideTasks.find(task.id)) ?? now) {
      const remainingMs = deadline - performance.now()
      if (hasEnded(now) || remainingMs <= 0 || signal.aborted) return now
      await wakeSignal.wait(Math.min(remainingMs, REREAD_MS))
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', wakeSignal.wake)
  }
}

export function hasEnded({ status }: SideTask): boolean {
  return status === 'completed' || status === 'error'
}
