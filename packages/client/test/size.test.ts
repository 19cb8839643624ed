import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type OnResolveArgs } from 'esbuild'
import { expect, test } from 'vitest'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))
const webhooks = fileURLToPath(new URL('../src/webhooks.ts', import.meta.url))

test('what an import loads is at most 8 kB minified and gzipped, and holds no foreign code', async () => {
  const { bytes, inputs } = await measure(({ kind }) => kind === 'dynamic-import')
  expect(inputs.filter((path) => /upload|download|hub|node_modules/.test(path))).toEqual([])
  expect(bytes).toBeLessThanOrEqual(8_000)
})

test('with what is loaded when it waits or downloads it is at most 18.1 kB', async () => {
  const { bytes, inputs } = await measure(({ path }) => path.endsWith('upload.ts'))
  expect(inputs.filter((path) => /download|hub/.test(path))).toHaveLength(2)
  expect(bytes).toBeLessThanOrEqual(18_100)
})

test('whoever only receives webhooks loads at most 3.5 kB, and nothing of the client', async () => {
  const { bytes, inputs } = await measure(() => false, webhooks)
  expect(inputs.filter((path) => !/webhooks|errors/.test(path))).toEqual([])
  expect(bytes).toBeLessThanOrEqual(3_500)
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
    conditions: ['source'],
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
