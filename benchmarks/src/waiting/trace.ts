import type { Job } from './laws.ts'

/** Instants, in seconds after the wait began, at which a job that does not end was asked about. */
export type Trace = readonly number[]

/** What waiting for one job came to. */
export interface Wait {
  requests: number
  /** From its end to the request that noticed it. Absent where waiting was given up. */
  delaySeconds?: number
}

/** A schedule that does not look at what it is told, only, perhaps, at whether the status changed. */
export interface Replay {
  /** One, or several where chance has a part. */
  traces: readonly Trace[]
  /** It begins anew when it notices that the job left the queue. */
  isReset: boolean
}

/**
 * Waits for a job by a recorded trace. Where the record ends, the last delay goes on. At the timeout everybody asks once more:
 * a job that is stuck costs requests until then, and no delay.
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
  /** When the last was made. */
  atSeconds: number
}

/** The request that noticed the change of status is the first of the trace that follows. */
function add(queue: Asked, work: Asked): Asked {
  return {
    requests: queue.requests + work.requests - 1,
    atSeconds: queue.atSeconds + work.atSeconds,
  }
}

/** Requests until the first that comes no sooner than `seconds`. */
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
