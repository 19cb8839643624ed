import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, buildSync } from 'esbuild'
import { packAll } from '../../../../scripts/tarballs.ts'

const PACKAGES = ['packages/client', 'packages/dashboard', 'packages/simulator']
const PROGRAMS = ['command', 'page', 'simulator', 'worker']

/** A user's folder, outside of the repository. */
export interface Consumer {
  readonly folder: string
  /** The path of a program, which imports the packages by their names. */
  program(name: string): string
  remove(): void
}

/** Packs the packages, installs nothing but the tarballs, and puts the programs beside them. */
export function makeConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'runtimes-'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const tarballs = packAll(join(folder, 'tarballs'), PACKAGES).map(({ file }) => file)
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...quiet, ...tarballs], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  for (const name of PROGRAMS) compile(name, folder)
  return {
    folder,
    program: (name) => join(folder, `${name}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Removes the types, and leaves the packages to the runtime. */
function compile(name: string, folder: string): void {
  buildSync({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    packages: 'external',
    format: 'esm',
    target: 'es2023',
    outdir: folder,
  })
}

/** What a bundler makes for a page: parts of their own for what is loaded later. By path. */
export function bundleForPage(consumer: Consumer): Map<string, string> {
  const out = join(consumer.folder, 'site')
  const { outputFiles } = buildSync({
    ...bundling(consumer, 'page'),
    splitting: true,
    outdir: out,
    write: false,
  })
  return new Map(outputFiles.map(({ path, text }) => [path.slice(out.length), text]))
}

/** What a bundler makes for a worker: one file. */
export function bundleForWorker(consumer: Consumer, server: string): string {
  const define = { SERVER: JSON.stringify(server) }
  const { outputFiles } = buildSync({ ...bundling(consumer, 'worker'), define, write: false })
  return outputFiles[0]?.text ?? ''
}

function bundling({ folder, program }: Consumer, name: string): BuildOptions {
  const format = 'esm' as const
  return {
    entryPoints: [program(name)],
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format,
    target: 'es2023',
  }
}

export interface RunningSimulator {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the installed simulator with a program of Node. */
export async function startSimulator({ program }: Consumer, node: string): Promise<RunningSimulator> {
  const child = spawn(node, [program('simulator')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await Promise.race([firstLine(child.stdout), ended])
  if (!url) throw new Error(`The simulator ended with ${child.exitCode} in ${node}.`)
  return {
    url,
    async stop() {
      child.kill()
      await ended
    },
  }
}

async function firstLine(output: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of output) {
    text += chunk.toString()
    if (text.includes('\n')) return text.trim()
  }
  return ''
}
