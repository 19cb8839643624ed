import { defineConfig } from 'vite'

/**
 * A server for `npm run dev -w apps/dashboard`, such as one that `video-translation serve` runs.
 */
const server = process.env['VIDEO_TRANSLATION_URL'] ?? 'http://127.0.0.1:8484'

export default defineConfig({
  // Files name each other by relative paths, so that the page also works below a prefix of a proxy.
  base: './',
  // The client is built from its source, so that the page never has an older one.
  resolve: { conditions: ['video-translation-source', 'module', 'browser', 'import', 'default'] },
  build: {
    outDir: '../../packages/dashboard/site',
    emptyOutDir: true,
    // `scripts/build-dashboard.mjs` reads it, and takes it away.
    manifest: 'manifest.json',
    target: 'es2023',
    // The policy of the page allows nothing inline, so no file may become part of another.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.txt' },
    reportCompressedSize: false,
    // A test limits what is loaded first, compressed.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // Modules that four pages share come in one file: thirty small ones compress 9 kB worse.
      output: { codeSplitting: { groups: [{ name: 'first', minShareCount: 4 }] } },
      // The libraries mark modules for servers that render pages. This page has no such server.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { proxy: { '/v1': server } },
})
