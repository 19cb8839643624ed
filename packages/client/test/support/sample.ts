import type { Translation } from 'video-translation-client'

let count = 0

/** A new translation, with the given changes. */
export function sampleTranslation(change: Partial<Translation> = {}): Translation {
  const at = new Date().toISOString()
  return {
    id: `tr_${String(++count).padStart(6, '0')}`,
    version: 1,
    status: 'pending',
    engine: 'simulated',
    source: { url: 'https://example.com/talk.mp4' },
    targets: [{ language: 'es', status: 'pending', artifacts: [], warnings: [] }],
    artifacts: [],
    createdAt: at,
    updatedAt: at,
    ...change,
  }
}
