import type { Job } from './laws.ts'

/** The instants of requests about a job that never ends, in seconds after the start of the wait. */
export type Trace = readonly number[]

/** The result of waiting for one job. */
export interface Wait {
  requests: number
  /** From its end to the request that noticed it. Absent after a timeout. */
  delaySeconds?: number
}

/** A recorded schedule that depends on the clock alone. */
export interface Replay {
  /** Several if its delays are random. */
  traces: readonly Trace[]
  /** Whether it starts over when it notices that the job left the queue. */
  isReset: boolean
}

/**
 * Waits for a job by a recorded trace, whose last delay repeats. At the timeout there is one more
 * request; a stuck job costs requests until then, and no delay.
 */
export function replay({ traces, isReset }: Replay, job: Job, index: number, timeoutSeconds: number): Wait {
  const trace = traces[index % traces.length] as Trace
  const endSeconds = Math.min(job.seconds, timeoutSeconds)
  const startSeconds = isReset && job.queuedSeconds ? job.queuedSeconds : 0
  const queue = startSeconds > 0 ? countUntil(trace, startSeconds) : undefined
  const { requests, atSeconds } = queue
    ? add(queue, countUntil(trace, endSeconds - queue.atSeconds))
    : countUntil(trace, endSeconds)
  return job.seconds <= timeoutSeconds
    ? { requests, delaySeconds: Math.min(atSeconds, timeoutSeconds) - endSeconds }
    : { requests }
}

interface Asked {
  requests: number
  /** The instant of the last one. */
  atSeconds: number
}

/** The request that noticed the change is also the first of the new trace. */
function add(queue: Asked, work: Asked): Asked {
  return {
    requests: queue.requests + work.requests - 1,
    atSeconds: queue.atSeconds + work.atSeconds,
  }
}

/** Counts the requests up to the first one at or after `seconds`. */
function countUntil(trace: Trace, seconds: number): Asked {
  const last = trace.length - 1
  const end = trace[last] as number
  if (seconds > end) {
    const delay = end - (trace[last - 1] as number)
    const more = Math.ceil((seconds - end) / delay)
    return { requests: trace.length + more, atSeconds: end + more * delay }
  }
  let [low, high] = [0, last]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((trace[middle] as number) >= seconds) high = middle
    else low = middle + 1
  }
  return { requests: low + 1, atSeconds: trace[low] as number }
}
