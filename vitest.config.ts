import { defineConfig } from 'vitest/config'

// Tests run from source: this condition of every package's exports points at its TypeScript. The name is our own, so that
// no bundler of a user's sets it.
const conditions = ['video-translation-source']
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } }

const VIRTUAL = [
  'packages/client/test/faults/**/*.test.ts',
  'packages/client/test/protocols/**/*.test.ts',
  'examples/new-protocol/**/*.test.ts',
]

// Deno, Bun and workerd weigh 350 MB: `npm run runtimes` has them, and a configuration of its own.
const RUNTIMES = 'packages/client/test/runtimes/**'

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'benchmarks/src/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        ...source,
        test: {
          name: 'end-to-end',
          include: [
            'packages/*/test/**/*.test.ts',
            'apps/*/test/**/*.test.ts',
            'examples/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: [...VIRTUAL, RUNTIMES],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // These run real models and real browsers; side by side they would only measure each other.
          fileParallelism: false,
          // Real processes on a shared machine are late now and then. What needs its second try is marked in the output.
          retry: 1,
        },
      },
      {
        ...source,
        // In virtual time nothing is late by chance, so here is no second try.
        test: { name: 'faults', include: VIRTUAL, testTimeout: 60_000, fileParallelism: false },
      },
    ],
  },
})
