// Each of these is a defect that another library's waiter has, or had for years; whose is said
// above each.
import { describe, expect, it, vi } from 'vitest'
import { follow, setUp } from '../../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'

useVirtualTime()

const polled = { schedule: 'fixed', minDelayMs: 2_000 } as const

describe('what is an end, and what is not', () => {
  // openai: 200 requests in a tenth of a second; runway: takes it for a timeout; @azure/core-lro:
  // takes words that contain `succeeded` or `fail` for the end.
  it('an unknown status neither spins, nor ends the wait, nor passes for the end', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'succeeding' as 'running' })
    const waiting = follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(20_000)
    expect([api.requests.length, waiting]).toEqual([11, {}])
  })

  // @azure/core-lro matches loosely, and heygen's own skill waits for a word that its API does not
  // say.
  it.each(['failover', 'canceling', 'notcompleted', 'COMPLETED', ''])(
    'the word "%s" is not taken for an end that it resembles',
    async (status) => {
      const { api, client } = setUp()
      const { id } = api.add({ status: status as 'running' })
      const waiting = follow(client.wait(id, polled))
      await vi.advanceTimersByTimeAsync(10_000)
      expect([api.requests.length, waiting]).toEqual([6, {}])
    },
  )

  // replicate: anything but `starting` passes for the end, with no output; Temporal siblings: an
  // expired long poll passes for completion.
  it('a job that runs on after the server let go of a held request is not taken for finished', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'running' })
    const waiting = follow(client.wait(id, { transport: 'held' }))
    await vi.advanceTimersByTimeAsync(200_000)
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(1)
    expect(waiting.result?.status).toBe('completed')
  })

  // google-gax: a job that was done with neither a result nor an error was waited for without end.
  it.each(['completed', 'error', 'partial', 'canceled'] as const)(
    '%s with nothing else in it is an end',
    async (status) => {
      const { api, client } = setUp()
      const waiting = follow(client.wait(api.add({ status }).id, { ...polled, settle: true }))
      await vi.advanceTimersByTimeAsync(10)
      expect(waiting.result).toMatchObject({ result: status })
    },
  )

  // ai, runway: the first look comes after a pause, however long the job has been done.
  it('a job that is done already is known with the first request', async () => {
    for (const transport of ['auto', 'held', 'polling'] as const) {
      const { api, client } = setUp()
      const waiting = follow(client.wait(api.add({ status: 'completed' }).id, { transport }))
      await vi.advanceTimersByTimeAsync(5)
      expect([waiting.result?.status, api.requests.length]).toEqual(['completed', 1])
    }
  })

  // trigger.dev: went on fetching after completion; @azure/core-lro: gets the resource once more.
  it('after the end nothing is asked any more, and no timer runs', async () => {
    for (const transport of ['auto', 'held', 'polling'] as const) {
      const { api, client } = setUp()
      const { id } = api.add()
      const waiting = follow(client.wait(id, { transport, minDelayMs: 1_000 }))
      await vi.advanceTimersByTimeAsync(5_000)
      api.change(id, { status: 'completed' })
      await vi.advanceTimersByTimeAsync(3_000)
      const before = api.requests.length
      await vi.advanceTimersByTimeAsync(600_000)
      expect(waiting.result?.status).toBe('completed')
      expect([api.requests.length, api.openStreams(), vi.getTimerCount()]).toEqual([before, 0, 0])
    }
  })
})
