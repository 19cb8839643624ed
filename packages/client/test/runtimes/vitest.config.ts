import { defineConfig } from 'vitest/config'

const conditions = ['video-translation-source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['packages/client/test/runtimes/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000 },
})
