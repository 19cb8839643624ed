import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { defineConfig, type Plugin } from 'vite'

/**
 * A server for `npm run dev -w apps/dashboard`, such as one that `video-translation serve` runs.
 */
const server = process.env['VIDEO_TRANSLATION_URL'] ?? 'http://127.0.0.1:8484'

/** The words come compiled, because the parser of messages takes longer to run than the page. */
const compiledWords: Plugin = {
  name: 'compiled-words',
  async transform(code, id) {
    if (!/\/src\/words\/(en|es)(-pages)?\.ts$/.test(id)) return undefined
    const file = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Record<string, Words>
    const exported = Object.entries(file).map(([name, words]) => {
      const compiled = Object.entries(words).map(([key, message]) => [key, compileMessage(message)])
      return `export const ${name} = ${JSON.stringify(Object.fromEntries(compiled))}`
    })
    return { code: exported.join('\n'), map: null }
  },
}

type Words = Readonly<Record<string, string>>

const classes = new Map<string, string>()

/** A name that the class of no other file has. */
function shortName(name: string, file: string): string {
  const path = `${relative(import.meta.dirname, file).replaceAll('\\', '/')} ${name}`
  const short = `_${createHash('sha256').update(path).digest('hex').slice(0, 6)}`
  const other = classes.get(short) ?? path
  if (other !== path) throw new Error(`Rename one of these classes: ${other}, ${path}.`)
  classes.set(short, path)
  return short
}

export default defineConfig({
  // Files name each other by relative paths, so that the page also works below a prefix of a proxy.
  base: './',
  plugins: [compiledWords],
  // The client is built from its source, so that the page never has an older one.
  resolve: {
    conditions: ['video-translation-source', 'module', 'browser', 'import', 'default'],
    alias: [
      // What these stand in for is in React itself.
      { find: /^use-sync-external-store\/shim$/, replacement: 'react' },
      {
        find: /^use-sync-external-store\/shim\/with-selector$/,
        replacement: 'use-sync-external-store/with-selector',
      },
    ],
  },
  // The usual names of classes, with that of the file, are a tenth of the styles.
  css: { modules: { generateScopedName: shortName } },
  build: {
    outDir: '../../packages/dashboard/site',
    emptyOutDir: true,
    // `scripts/build-dashboard.mjs` reads it, and takes it away.
    manifest: 'manifest.json',
    target: 'es2023',
    // The policy of the page allows nothing inline, so no file may become part of another.
    assetsInlineLimit: 0,
    // One file of 8 kB is there sooner than four of 2 kB, each over a connection of its own.
    cssCodeSplit: false,
    // `scripts/build-dashboard.mjs` names what each page needs.
    modulePreload: false,
    license: { fileName: 'licences.txt' },
    reportCompressedSize: false,
    // A test limits what is loaded first, compressed.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The very first lines need this alone.
            { name: 'load', test: /preload-helper|session\/(ahead|api-key|base)\.ts/, priority: 1 },
            // As much as all the rest of the first page, so it is compiled and run by itself.
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\/|src\/react\.ts/ },
            // What pages share comes in one file: thirty small ones compress 9 kB worse, and
            // each is a request more. The list does without the second, and an empty one without
            // the third.
            { name: 'first', minShareCount: 2, test: /^(?!.*(after-paint|virtual|upload))/ },
            { name: 'forms', minShareCount: 2, test: /kept-uploads/ },
            { name: 'rows', minShareCount: 2, test: /virtual/ },
          ],
        },
      },
      // The libraries mark modules for servers that render pages. This page has no such server.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { proxy: { '/v1': server } },
})
