import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type OnResolveArgs } from 'esbuild'
import { expect, test } from 'vitest'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))
const react = fileURLToPath(new URL('../src/react.ts', import.meta.url))
const webhooks = fileURLToPath(new URL('../src/webhooks.ts', import.meta.url))

test('an import is at most 14 kB minified and gzipped, can wait by polling, and holds no foreign code', async () => {
  const { bytes, inputs } = await measure(({ kind }) => kind === 'dynamic-import')
  const loadedLater = /upload|download|model|expected|channels\/stream|node_modules/
  expect(inputs.filter((path) => loadedLater.test(path))).toEqual([])
  expect(inputs.filter((path) => /coordinator|channels\/poll\.ts/.test(path))).toHaveLength(2)
  // Other builds of zlib make some 20 bytes more of it.
  expect(bytes).toBeLessThanOrEqual(14_000)
})

test('with all that is loaded when it is first used, except uploads, it is at most 25.7 kB', async () => {
  const { bytes, inputs } = await measure(({ path }) => path.endsWith('upload.ts'))
  expect(
    inputs.filter((path) => /download\.ts|channels\/stream\.ts|waiting\/model\.ts|expected\.ts/.test(path)),
  ).toHaveLength(4)
  expect(bytes).toBeLessThanOrEqual(25_700)
})

test('whoever only receives webhooks loads at most 3.5 kB, and nothing of the client', async () => {
  const { bytes, inputs } = await measure(() => false, webhooks)
  expect(inputs.filter((path) => !/webhooks|errors/.test(path))).toEqual([])
  expect(bytes).toBeLessThanOrEqual(3_500)
})

test('the hooks for React weigh at most 1 kB, and hold nothing of the client', async () => {
  const { bytes, inputs } = await measure(({ path }) => path === 'react', react)
  expect(inputs.filter((path) => !/react/.test(path))).toEqual([])
  expect(bytes).toBeLessThanOrEqual(1_000)
})

async function measure(
  leaveOut: (module: OnResolveArgs) => boolean,
  from = entry,
): Promise<{ bytes: number; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [from],
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2023',
    conditions: ['video-translation-source'],
    write: false,
    metafile: true,
    plugins: [
      {
        name: 'leave-out',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, (module) =>
            leaveOut(module) ? { path: module.path, external: true } : undefined,
          ),
      },
    ],
  })
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength
  return { bytes, inputs: Object.keys(metafile.inputs) }
}
