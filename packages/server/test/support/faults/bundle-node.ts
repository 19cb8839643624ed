import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('node.ts', import.meta.url))
/** In the workspace, so that the bundle finds the packages that stay outside of it. */
const FOLDER = fileURLToPath(new URL('../../../../../node_modules/.cache/faults/', import.meta.url))
/** Packages with native code or files of their own. */
const OUTSIDE = ['better-sqlite3', 'sherpa-onnx-node', 'video-translation-dashboard', 'pg-native']
/** Packages of the older module format call `require`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"

/**
 * Bundles the script of the nodes into one file, which starts in half the time: a run kills and
 * starts nodes many times. Resolves with its path.
 */
export async function bundleNode(): Promise<string> {
  const outfile = `${FOLDER}node-${process.pid}.mjs`
  await build({
    entryPoints: [SCRIPT],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['video-translation-source'],
    external: OUTSIDE,
    banner: { js: REQUIRE },
    logLevel: 'error',
  })
  return outfile
}
