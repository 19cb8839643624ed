import { expect, test } from 'vitest'
import { createClock } from '../../clock.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { createBackend, type Backend } from '../../backend/backend.ts'
import { createCreationStatus } from './creation.ts'
import { createRecords, MAX_ITERATIONS, MAX_TRANSLATIONS, type Records } from './records.ts'

function setUp(): { backend: Backend; records: Records } {
  const settings = { webhookSecret: 'whsec_', concurrentJobs: Infinity, restartAfterMs: 0 }
  const backend = createBackend('azure', 'seed', createClock(0), fetch, settings)
  return { backend, records: createRecords(backend, createCreationStatus(backend, {})) }
}

const add = (records: Records, id: string) =>
  records.add({ id, operation: `create-${id}`, createdAtMs: 0, body: {}, input: {} })

function iterate(
  { backend, records }: ReturnType<typeof setUp>,
  translation: string,
  id: string,
): SimulatedJob {
  const job = backend.jobs.create({
    id: `${translation}:${id}`,
    targets: ['es-ES'],
    scenario: { durationMs: 1000 },
    origin: 'https://simulator.example',
    details: { translation, iteration: id },
  })
  records.addIteration(records.get(translation), job, `iterate-${translation}-${id}`)
  return job
}

test('beyond ten thousand translations, the oldest is forgotten with its operation', () => {
  const { records } = setUp()
  for (let number = 0; number <= MAX_TRANSLATIONS; number++) add(records, `t-${number}`)
  expect(records.list()).toHaveLength(MAX_TRANSLATIONS)
  expect([records.find('t-0'), records.made('create-t-0')]).toEqual([undefined, undefined])
  expect(records.made('create-t-1')).toMatchObject({ id: 't-1' })
})

test('beyond a hundred iterations of a translation, the oldest is forgotten with its job and operation', () => {
  const both = setUp()
  add(both.records, 'talk')
  for (let number = 0; number <= MAX_ITERATIONS; number++) iterate(both, 'talk', `i-${number}`)
  expect(both.records.get('talk').iterations).toHaveLength(MAX_ITERATIONS)
  expect(both.backend.jobs.list()).toHaveLength(MAX_ITERATIONS)
  expect(both.records.made('iterate-talk-i-0')).toBeUndefined()
  expect(both.records.made('iterate-talk-i-1')).toMatchObject({ id: 'talk:i-1' })
})
