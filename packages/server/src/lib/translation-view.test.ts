import { expect, test } from 'vitest'
import type { ProducedArtifact } from './engines/engine.ts'
import type { TaskRecord } from './store/records.ts'
import { playbackViews } from './translation-view.ts'

test('a source of which browsers would play another sound than the translated one is not playable', () => {
  const source = { name: 'source.mp4', key: 'k', mediaType: 'video/mp4', playback: 'source' } as const
  const playableOf = (more: Partial<ProducedArtifact>) => {
    const task = { artifacts: [{ ...source, ...more }], isStale: false } as unknown as TaskRecord
    return playbackViews(task, 'tr_1', () => ({ url: '', urlExpiresAt: '' }))?.[0]?.playable
  }
  const tracks = [{}, { audioTrack: 1 }, { audioTrack: 2 }]
  expect(tracks.map((track) => playableOf({ playable: true, ...track }))).toEqual([true, true, false])
  expect([playableOf({ playable: false, audioTrack: 1 }), playableOf({ audioTrack: 2 })]).toEqual([
    false,
    undefined,
  ])
})
