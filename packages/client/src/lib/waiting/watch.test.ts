import { describe, expect, it } from 'vitest'
import { setUp } from '../../../test/support/set-up.ts'

describe('watching', () => {
  it('yields each state until it is final, whichever that is', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const next = ['needs_input', 'running', 'error'] as const
    const seen: string[] = []
    let at = 0
    for await (const { status } of client.watch(id)) {
      seen.push(status)
      const change = next[at++]
      if (change) api.change(id, { status: change })
    }
    expect(seen).toEqual(['pending', 'needs_input', 'running', 'error'])
    expect(api.openStreams()).toBe(0)
  })

  it('gives a slow reader the newest state only', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const progress: (number | undefined)[] = []
    for await (const update of client.watch(id)) {
      progress.push(update.progress)
      if (progress.length > 1) continue
      for (let step = 1; step < 10; step++) api.change(id, { status: 'running', progress: step / 10 })
      api.change(id, { status: 'completed', progress: 1 })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(progress).toEqual([undefined, 1])
  })

  it('releases everything on break, and at the end of an await using', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    for await (const { status } of client.watch(id)) {
      expect([status, api.openStreams()]).toEqual(['pending', 1])
      break
    }
    expect(api.openStreams()).toBe(0)
    {
      await using updates = client.watch([id])
      await updates.next()
      expect(api.openStreams()).toBe(1)
    }
    expect(api.openStreams()).toBe(0)
  })

  it('ends a reader that waits when it is disposed of', async () => {
    const { api, client } = setUp()
    const updates = client.watch(api.add().id)
    await updates.next()
    const pending = updates.next()
    await updates.return()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  it('throws the failure of one after the others have ended', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const seen: string[] = []
    const watching = (async () => {
      for await (const { status } of client.watch([id, 'tr_none'])) {
        seen.push(status)
        if (status === 'pending') api.change(id, { status: 'completed' })
      }
    })()
    await expect(watching).rejects.toMatchObject({ code: 'not_found', translationId: 'tr_none' })
    expect(seen).toEqual(['pending', 'completed'])
  })

  it('throws the reason of an abort', async () => {
    const { api, client } = setUp()
    const controller = new AbortController()
    const updates = client.watch(api.add().id, { signal: controller.signal })
    await updates.next()
    const pending = updates.next()
    controller.abort('enough')
    await expect(pending).rejects.toBe('enough')
    expect(api.openStreams()).toBe(0)
  })
})
