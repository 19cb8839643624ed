import { defineConfig } from 'vitest/config'

const conditions = ['video-translation-source']

// What `npm test` checks with stand-ins and with a choice, here with the real models and in whole:
// `npm run soak -- tests`.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 2,
    expect: { poll: { timeout: 120_000 } },
    include: [
      'packages/*/test/long/**/*.test.ts',
      'apps/*/test/long/**/*.test.ts',
      '{examples,scripts}/long/**/*.test.ts',
    ],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
