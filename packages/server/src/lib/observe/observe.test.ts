import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createCached } from './cached.ts'
import { createLanguageLabels } from './language-labels.ts'
import { observeCalls } from './observe-calls.ts'
import { addStoreGauges } from './store-gauges.ts'

describe('a cached result', () => {
  it('is used again for 10 seconds, and for twenty times as long as it took to get', async () => {
    let now = 0
    let tookMs = 10
    let loads = 0
    const cached = createCached(
      async () => {
        now += tookMs
        return ++loads
      },
      { now: () => now },
    )
    expect(await cached()).toBe(1)
    now += 9_000
    expect(await cached()).toBe(1)
    now += 2_000
    tookMs = 4_000
    expect(await cached()).toBe(2)
    now += 79_000
    expect(await cached()).toBe(2)
    now += 2_000
    expect(await cached()).toBe(3)
  })

  it('is loaded once for calls at the same time, and again after a failure', async () => {
    let loads = 0
    const cached = createCached(async () => {
      if (++loads === 1) throw new Error('away')
      return loads
    })
    await expect(Promise.all([cached(), cached()])).rejects.toThrow('away')
    expect(await Promise.all([cached(), cached()])).toEqual([2, 2])
  })
})

it('a language is a label without its region, and requests cannot make ever more labels', () => {
  const labelOf = createLanguageLabels(2)
  expect(['es', 'es-MX', 'PT-br', 'fr', 'es', undefined, 'x-klingon', '{}'].map(labelOf)).toEqual([
    'es', 'es', 'pt', 'other', 'es', 'none', 'other', 'other',
  ]) // prettier-ignore
})

it('observed calls keep their arguments, results and errors, and unknown verbs stay away', async () => {
  const calls: string[] = []
  const target: { double(n: number): Promise<number>; link?(): Promise<string>; fail(): Promise<never> } = {
    double: async (n) => n * 2,
    fail: () => Promise.reject(new Error('no')),
  }
  const observed = observeCalls(target, ['double', 'link', 'fail'], (verb, call) => {
    calls.push(verb)
    return call()
  })
  expect(await observed.double(4)).toBe(8)
  await expect(observed.fail()).rejects.toThrow('no')
  expect(observed.link).toBeUndefined()
  expect(calls).toEqual(['double', 'fail'])
})

it('a scrape works while the database is away, and says so', async () => {
  const registry = new Registry()
  addStoreGauges(registry, {
    counts: () => Promise.reject(new Error('away')),
    broken: async () => new Set(['database'] as const),
  })
  const text = await registry.metrics()
  expect(text).toContain('video_translation_part_up{part="database"} 0')
  expect(text).toContain('video_translation_part_up{part="storage"} 1')
  expect(text).not.toContain('video_translation_queue_tasks{')
})
