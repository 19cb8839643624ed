import { join } from 'node:path'
import { execa } from 'execa'
import { createSimulator, type SimulatorOptions } from 'video-translation-simulator'
import { describe, expect, test } from 'vitest'
import { type DocumentName, documentServer } from '../../packages/client/test/support/document-servers.ts'
import { serve } from '../../packages/client/test/support/serve.ts'

/** Runs a program from source against a simulated server, like `video-translation simulate`. */
async function run(program: string, options: SimulatorOptions = {}) {
  await using simulator = createSimulator(options)
  const { url } = await simulator.listen()
  return { ...(await runAt(url, program)), jobs: simulator.jobs }
}

/**
 * Runs it against a server for which a second passes with each request, so that a slow machine does
 * not change what it sees.
 */
async function runInStep(program: string, durationMs: number, step = '1s') {
  await using simulator = createSimulator({ speed: 0, scenario: { durationMs } })
  const { url, close } = await serve(async (request) => {
    const response = await simulator.fetch(request)
    simulator.advance(step)
    return response
  })
  const ran = await runAt(url, program)
  close()
  return { ...ran, jobs: simulator.jobs }
}

async function runAt(url: string, program: string) {
  const file = join(import.meta.dirname, program)
  const ran = await execa(process.execPath, ['--conditions=video-translation-source', file, url], {
    reject: false,
    timeout: 240_000,
  })
  expect(ran.stderr).toBe('')
  return { lines: ran.stdout.split('\n'), exitCode: ran.exitCode }
}

const FAILS = { scenario: 'fails-late' }

// The programs mostly sleep between their requests, so they run side by side.
describe.concurrent('progressive-client.ts', () => {
  test('waits for one translation and watches another', async () => {
    const { lines, exitCode, jobs } = await runInStep('progressive-client.ts', 5_000, '2s')
    const [first, second] = jobs
    expect(lines[0]).toBe(`Translation completed: { job_id: '${first?.id}', status: 'completed' }`)
    expect(lines.slice(1)).toContain('Current status: pending')
    expect(new Set(lines.slice(1))).toEqual(new Set(['Current status: pending']))
    expect([first, second].map((job) => [job?.source.language, job?.targets[0]?.language])).toEqual([
      ['en', 'es'],
      ['en', 'fr'],
    ])
    expect(exitCode).toBe(0)
  })

  test('distinguishes a failed translation from a timeout and a network error', async () => {
    const { lines, exitCode } = await run('progressive-client.ts', FAILS)
    expect(lines).toEqual([expect.stringMatching(/^Translation failed: .* is error\./)])
    expect(exitCode).toBe(1)
  })
})

describe.concurrent('adaptive-client.ts', () => {
  test('prints every update and the final status', async () => {
    const { lines } = await run('adaptive-client.ts')
    expect(lines[0]).toBe('Status Updated: pending')
    expect(lines.slice(-2)).toEqual(['Status Updated: completed', 'Final Status: completed'])
  })

  test('prints error when the job failed', async () => {
    expect((await run('adaptive-client.ts', FAILS)).lines.at(-1)).toBe('Final Status: error')
  })
})

test.concurrent('bulk-client.ts creates jobs, reads one and all, and waits for all', async () => {
  const { lines, jobs } = await runInStep('bulk-client.ts', 10_000, '2s')
  const [first, second] = jobs.map(({ id }) => id)
  expect(lines.slice(0, 2)).toEqual([`Created job with ID: ${first}`, 'Job status: pending'])
  const statuses = (status: string): string => JSON.stringify({ [first!]: { status }, [second!]: { status } })
  expect(lines.slice(2)).toEqual([
    `Bulk job statuses: ${statuses('pending')}`,
    `Bulk job statuses: ${statuses('completed')}`,
  ])
})

describe.concurrent('status-simulation.ts', () => {
  test('prints the output of its document', async () => {
    const { lines } = await runInStep('status-simulation.ts', 1_500)
    expect(lines).toEqual([
      '⏳ Status: pending. Retrying in 1 seconds...',
      '⏳ Status: pending. Retrying in 2 seconds...',
      '✅ Video translation completed!',
      'Final Status: completed',
    ])
  })

  test('gives up after five polls', async () => {
    const { lines } = await run('status-simulation.ts', { scenario: 'stuck', speed: 60 })
    expect(lines.at(-1)).toBe('Final Status: timeout')
    expect(lines.filter((line) => line.startsWith('⏳')).length).toBeGreaterThanOrEqual(4)
  })
})

test.concurrent('job-simulation.ts prints the output of its document', async () => {
  const { lines } = await runInStep('job-simulation.ts', 2_500)
  expect(lines[0]).toBe(`Job Start Response: { message: 'Job started', job_id: 'translate_video_1' }`)
  const pending = lines.slice(1, -1)
  expect(pending.length).toBeGreaterThanOrEqual(2)
  expect(new Set(pending)).toEqual(new Set(['Job translate_video_1 is still pending...']))
  expect(lines.at(-1)).toBe(`Final Status: { job_id: 'translate_video_1', status: 'completed' }`)
})

test.concurrent.each([
  ['progressive-client', 'Current status: pending'],
  ['adaptive-client', 'Final Status: completed'],
  ['bulk-client', '"status":"completed"'],
  ['status-simulation', 'Final Status: completed'],
  ['job-simulation', "status: 'completed' }"],
] satisfies [DocumentName, string][])(
  '%s.ts works with a server that has only the routes of its document',
  async (name, end) => {
    let nowMs = 0
    const server = documentServer(name, { now: () => nowMs })
    const { url, close } = await serve(async (request) => {
      const response = await server.fetch(request)
      nowMs += 1_000
      return response
    })
    const { lines, exitCode } = await runAt(url, `${name}.ts`)
    close()
    expect({ exitCode, end: lines.at(-1) }).toEqual({ exitCode: 0, end: expect.stringContaining(end) })
  },
)
