import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Ended, runHere } from './run-here.ts'

/** The command, run from source. */
export const MAIN = resolve(import.meta.dirname, '../src/main.ts')

/** A folder for data and results, and the command run in it. */
export interface Sandbox extends AsyncDisposable {
  /** The current folder of every command. */
  folder: string
  /** A file that the simulated engine accepts as a video. */
  video: string
  /** Runs a command to its end in the process of the test, one at a time. */
  run(...args: string[]): Promise<Ended>
  /** Runs a command that stays, and stops it with Ctrl-C once it has printed its address. */
  stay(...args: string[]): Promise<Ended>
  /** Starts a command that the test watches or interrupts, in a process of its own. */
  start(...args: string[]): Started
  /** Starts `serve` on the sandbox's data folder and resolves when it listens. */
  serve(...args: string[]): Promise<Started & { url: string }>
}

export interface Started {
  process: ChildProcess
  ended: Promise<Ended>
  /** Resolves with all output so far once it matches. */
  prints(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<string>
}

export function createSandbox(env: NodeJS.ProcessEnv = {}): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'))
  const video = join(folder, 'talk.mp4')
  writeFileSync(video, 'not a video, but the simulated engine accepts it')
  const surroundings = { VIDEO_TRANSLATION_DATA: join(folder, 'data'), ...env }
  const running = new Set<Started>()
  const start = (...args: string[]): Started => {
    const started = launch(args, folder, surroundings)
    running.add(started)
    void started.ended.then(() => running.delete(started))
    return started
  }
  return {
    folder,
    video,
    start,
    run: (...args) => runHere(args, { folder, env: environment(surroundings) }),
    stay: (...args) => runHere(args, { folder, env: environment(surroundings), isInterrupted: true }),
    async serve(...args) {
      const server = start('serve', '--port', '0', ...args)
      const url = (await server.prints(/http:\S+\n/, 'stdout')).trim()
      return { ...server, url }
    },
    async [Symbol.asyncDispose]() {
      for (const { process } of running) process.kill('SIGKILL')
      await Promise.all([...running].map(({ ended }) => ended))
      // What a killed process has started may write there for a moment.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

function launch(args: string[], cwd: string, env: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, ['--conditions=video-translation-source', MAIN, ...args], {
    cwd,
    env: environment(env),
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code, signal) =>
      done({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], ...output }),
    )
  })
  const prints: Started['prints'] = async (pattern, stream = 'stderr') => {
    const source = child[stream]
    while (!pattern.test(output[stream])) {
      const more = await Promise.race([
        new Promise((next) => source?.once('data', () => next(true))),
        ended.then(() => false),
      ])
      if (!more && !pattern.test(output[stream])) {
        throw new Error(`The command ended without printing ${pattern}:\n${output.stdout}\n${output.stderr}`)
      }
    }
    return output[stream]
  }
  return { process: child, ended, prints }
}

/** They would change a command's output, or lead it to a server or database of the developer. */
const FOREIGN = /^(?:CI|NO_COLOR|FORCE_COLOR|DATABASE_URL|(?:AWS|OTEL|VIDEO_TRANSLATION)_(?!MODELS$).*)$/

function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name))
  return { ...Object.fromEntries(inherited), ...env }
}
