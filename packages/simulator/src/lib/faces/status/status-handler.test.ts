import { expect, test } from 'vitest'
import { Refusal } from '../../serving/refusal.ts'
import { createStatusHandler, STATUS_PATHS } from './status-handler.ts'
import type { StatusJob } from './status-jobs.ts'

function serve() {
  const jobs = new Map<string, StatusJob>()
  const handle = createStatusHandler({
    async start({ id = 'made', to }, { header }) {
      if (header('x-api-key') === 'poor')
        throw new Refusal(402, 'payment_required', 'There is no money left.')
      const job: StatusJob = { id, result: 'pending', ...(to && { to }) }
      jobs.set(id, job)
      return job
    },
    get: async (id) => jobs.get(id),
    cancel: async (id) => jobs.get(id),
  })
  const ask = async (method: string, path: string, headers: HeadersInit = {}) => {
    const response = await handle(new Request(`http://localhost${path}`, { method, headers }))
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return { jobs, ask }
}

test('the same contracts stand before jobs from anywhere', async () => {
  const { jobs, ask } = serve()
  expect(await ask('POST', '/translate?target_language=es')).toMatchObject({ body: { job_id: 'made' } })
  expect((await ask('GET', '/status/made')).body).toMatchObject({ result: 'pending', target_language: 'es' })
  jobs.set('made', { id: 'made', result: 'error', message: 'It broke.' })
  expect((await ask('GET', '/job/made/')).body).toMatchObject({ status: 'error', error: 'It broke.' })
  expect((await ask('GET', '/status')).body).toMatchObject({ job_id: 'implicit-1', result: 'pending' })
})

test('what the jobs refuse is told in these words, and so is what is not there', async () => {
  const { ask } = serve()
  expect(await ask('POST', '/create_job', { 'x-api-key': 'poor' })).toEqual({
    status: 402,
    body: {
      error: 'payment_required',
      error_message: 'There is no money left.',
      message: 'There is no money left.',
    },
  })
  expect((await ask('GET', '/status/none')).status).toBe(404)
  expect((await ask('DELETE', '/status')).status).toBe(405)
})

test('the paths to mount are all that there are', async () => {
  const { ask } = serve()
  const known = await Promise.all(STATUS_PATHS.map(async (path) => (await ask('PUT', `/${path}/x`)).status))
  const alone = await Promise.all(STATUS_PATHS.map(async (path) => (await ask('PUT', `/${path}`)).status))
  expect(STATUS_PATHS.map((_, index) => known[index] === 405 || alone[index] === 405)).not.toContain(false)
  expect((await ask('GET', '/other')).status).toBe(404)
})
