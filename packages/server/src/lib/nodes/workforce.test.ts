import { expect, test } from 'vitest'
import type { EngineInfo } from 'video-translation-client'
import { mergeInfos } from './workforce.ts'

function previewsOf(...each: EngineInfo['previews'][]): EngineInfo['previews'] {
  const info = { name: 'e', description: '', ready: true, problems: [], languages: [], options: {} }
  const offers = each.map((previews) => ({
    info: { ...info, ...(previews && { previews }) },
    concurrency: 1,
  }))
  return mergeInfos(offers, 'e')?.previews
}

test('lines are free to hear where every worker speaks them for nothing', () => {
  const [free, paid] = [{ free: true }, { free: false }]
  expect(previewsOf(free, free)).toEqual(free)
  expect(previewsOf(free, paid)).toEqual(paid)
  // An older worker does not say.
  expect(previewsOf(free, undefined)).toEqual(paid)
  expect(previewsOf(undefined)).toBeUndefined()
})
