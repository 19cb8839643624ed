import type { JobView } from '../../backend/job-view.ts'

export const ENGINE_NAME = 'simulated'

/** Whether a job is one that a query selects, by the parameters of a list. */
export function matches({ job, status, targets }: JobView, query: URLSearchParams): boolean {
  const statuses = query.getAll('status')
  const to = query.get('to')
  const text = query.get('text')?.toLowerCase() ?? ''
  const fits = (name: string, value: string | undefined) => !query.has(name) || query.get(name) === value
  return (
    (statuses.length === 0 || statuses.includes(status)) &&
    fits('reference', job.reference) &&
    fits('engine', ENGINE_NAME) &&
    (to === null || targets.some(({ language }) => language === to)) &&
    [job.id, job.reference, job.source.name].some((part) => (part ?? '').toLowerCase().includes(text))
  )
}
