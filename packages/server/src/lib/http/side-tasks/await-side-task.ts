import type { SideTask } from '../../store/side-task-store.ts'
import { createWakeSignal } from '../../wake-signal.ts'
import type { Api, Exchange } from '../api/api.ts'
import { closeSignal } from '../requests/prefer.ts'

/** Another node may have done it, and its news may be lost. */
const REREAD_MS = 1_000

/** Waits of one owner at a time. Each reads the store every second. */
const MAX_WAITS = 50

/** The waits of each owner, by the store that they read. */
const WAITS = new WeakMap<object, Map<string, number>>()

/**
 * Waits until side work has ended, for `waitMs` at most. Resolves with what it is by then.
 * With as many waits of its owner as there may be, it does not wait.
 */
export async function awaitSideTask(
  task: SideTask,
  waitMs: number,
  { request, reply, api }: Exchange,
): Promise<SideTask> {
  const { owner } = request
  const waits = waitsOf(api.store)
  const open = waits.get(owner) ?? 0
  if (open >= MAX_WAITS) return task
  waits.set(owner, open + 1)
  const ended = closeSignal(reply)
  const forget = request.key && api.keys.onEnd(request.key, () => ended.abort())
  try {
    return await untilEnded(task, waitMs, AbortSignal.any([api.lifecycle.stopping, ended.signal]), api)
  } finally {
    forget?.()
    const left = (waits.get(owner) ?? 1) - 1
    if (left > 0) waits.set(owner, left)
    else waits.delete(owner)
  }
}

function waitsOf(store: object): Map<string, number> {
  const known = WAITS.get(store) ?? new Map<string, number>()
  WAITS.set(store, known)
  return known
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
