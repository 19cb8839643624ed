import { isFinal } from 'video-translation-client'
import type { Call } from '../../serving/call.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'

const MAX_SECONDS = 60

/**
 * Holds a request with `Prefer: wait=N` for at most N seconds of the client's time. It returns once
 * the job has another version than `If-None-Match` (default: the present one) or, with
 * `until=final`, ends.
 */
export async function holdFor(
  { header, url, request }: Call,
  job: SimulatedJob,
  backend: Backend,
): Promise<void> {
  const { jobs, clock } = backend
  const seconds = Number(/\bwait\s*=\s*"?(\d+)/i.exec(header('prefer') ?? '')?.[1] ?? 0)
  if (seconds === 0) return
  const known = header('if-none-match') ?? `"${jobs.view(job).version}"`
  const untilFinal = url.searchParams.get('until') === 'final'
  const isEnough = ({ status, version }: JobView) =>
    isFinal(status) || (!untilFinal && known !== `"${version}"`)
  if (isEnough(jobs.view(job))) return
  await new Promise<void>((resolve) => {
    const release = (): void => {
      stopFollowing()
      cancelTimer()
      request.signal.removeEventListener('abort', release)
      resolve()
    }
    const stopFollowing = jobs.follow(job, (view) => (!view || isEnough(view)) && release())
    const cancelTimer = clock.after(Math.min(seconds, MAX_SECONDS) * 1000 * (clock.speed || 1), release)
    request.signal.addEventListener('abort', release, { once: true })
    // It may have ended before it was followed.
    if (isEnough(jobs.view(job))) release()
  })
}
