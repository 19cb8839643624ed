import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

test('the core, without what is loaded when a file is sent or fetched, is at most 8 kB minified and gzipped', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2023',
    conditions: ['source'],
    write: false,
    metafile: true,
    plugins: [
      { name: 'loaded-when-used', setup: ({ onResolve }) => onResolve({ filter: /./ }, leaveOutDynamic) },
    ],
  })
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.filter((path) => /upload|download|node_modules/.test(path))).toEqual([])
  expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength).toBeLessThanOrEqual(8_000)
})

function leaveOutDynamic({
  kind,
  path,
}: {
  kind: string
  path: string
}): { path: string; external: true } | undefined {
  return kind === 'dynamic-import' ? { path, external: true } : undefined
}
