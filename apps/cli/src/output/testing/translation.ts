import type { Target, Translation } from 'video-translation-client'

/** A translation for tests. It and its targets run, unless the fields say otherwise. */
export function translation(targets: Partial<Target>[], fields: Partial<Translation> = {}): Translation {
  return {
    id: 'tr_1',
    version: 1,
    status: 'running',
    engine: 'simulated',
    source: { name: 'talk.mp4' },
    from: 'en',
    targets: targets.map((target) => ({
      language: 'es',
      status: 'running',
      artifacts: [],
      warnings: [],
      ...target,
    })),
    artifacts: [],
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...fields,
  }
}
