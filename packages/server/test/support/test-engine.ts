import type { Engine } from '../../src/lib/engines/engine.ts'

/** An engine with the parts that a test provides. */
export function engineOf(parts: Partial<Engine> & Pick<Engine, 'run'>): Engine {
  return {
    name: 'test',
    concurrency: 4,
    check: async () => [],
    describe: async () => ({
      name: 'test',
      description: 'For a test.',
      ready: true,
      problems: [],
      languages: [],
      options: {},
    }),
    ...parts,
  }
}
