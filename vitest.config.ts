import { statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Tests run from source: this condition of every package's exports points at its TypeScript. The
// name is our own, so that no user's bundler sets it.
const conditions = ['video-translation-source']
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } }

const VIRTUAL = [
  'packages/client/test/faults/**/*.test.ts',
  'packages/client/test/protocols/**/*.test.ts',
  'examples/new-protocol/**/*.test.ts',
]

// Hundreds of random cases each: too long for the tests that one runs after each change.
const PROPERTIES = '{packages,apps}/*/src/**/*.property.test.ts'

const CLIENT = 'packages/client/src/**/*.test.ts'

// They replace modules, so they need a worker of their own.
const MOCKING = ['lazy-stream', 'model'].map((name) => `packages/client/src/**/${name}.test.ts`)

// Deno, Bun and workerd weigh 350 MB: `npm run runtimes` has them, and a configuration of its own.
const RUNTIMES = 'packages/client/test/runtimes/**'

// They download real models: `npm run online` runs them.
const ONLINE = 'packages/server/test/online/**'

// Long forms of other tests: `npm run soak -- tests` runs them.
const LONG = '**/long/**'

// Processes that tests start compile the TypeScript of the packages once, and not once each.
const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'video-translation-compile-cache') }

// Unit tests write small files, and SQLite waits for the disk at each commit: half of their time.
const inMemory = { ...env, ...(isRoomyMemoryDisk('/dev/shm') && { TMPDIR: '/dev/shm' }) }

export default defineConfig({
  test: {
    // One more than the cores, since files wait for processes and timers a fifth of their time.
    // Speech models take about 1 GB a file, so a large machine does not run one on each core.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    // A process that another test keeps waiting is late, not wrong.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          env: inMemory,
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'benchmarks/src/**/*.test.ts'],
          exclude: [PROPERTIES, CLIENT],
          // A worker that keeps its modules saves a third of the time; tests leave no global state.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          name: 'unit-client',
          include: [CLIENT],
          exclude: [PROPERTIES, ...MOCKING],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { ...source, test: { name: 'unit-mocking', include: MOCKING, testTimeout: 120_000 } },
      {
        ...source,
        test: { name: 'properties', env: inMemory, include: [PROPERTIES], testTimeout: 240_000 },
      },
      {
        ...source,
        test: {
          name: 'end-to-end',
          env,
          include: [
            'packages/*/test/**/*.test.ts',
            'apps/*/test/**/*.test.ts',
            'examples/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: [...VIRTUAL, RUNTIMES, ONLINE, LONG],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...source,
        test: { name: 'faults', include: VIRTUAL, testTimeout: 240_000, hookTimeout: 120_000 },
      },
    ],
  },
})

function isRoomyMemoryDisk(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize > 2 ** 31
  } catch {
    return false
  }
}
