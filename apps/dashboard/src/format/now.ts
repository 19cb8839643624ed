import { useSyncExternalStore } from 'react'

/** All texts of the page that depend on the time change together. */
const TICK_MS = 10_000

const listeners = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

/** The time in milliseconds since 1970, renewed every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => nowMs)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}
