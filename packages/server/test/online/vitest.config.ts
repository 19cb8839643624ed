import { defineConfig } from 'vitest/config'

const conditions = ['video-translation-source']

// These tests download real models, so they are not a part of `npm test`.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/server/test/online/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
  },
})
