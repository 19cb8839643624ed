import { isFinal } from 'video-translation-client'
import type { Call } from '../../serving/call.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'

const LONGEST_S = 60

/**
 * Holds a request with `Prefer: wait=N` until the job changes from the version in `If-None-Match` (else from what it is now)
 * or, with `until=final`, until it ends; N seconds of the client's own time at most.
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
    const stopFollowing = jobs.follow(job, (view) => (!view || isEnough(view)) && release())
    const callOff = clock.after(Math.min(seconds, LONGEST_S) * 1000 * (clock.speed || 1), release)
    request.signal.addEventListener('abort', release, { once: true })

    function release(): void {
      stopFollowing()
      callOff()
      request.signal.removeEventListener('abort', release)
      resolve()
    }
  })
}
