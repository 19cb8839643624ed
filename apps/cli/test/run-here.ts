import { run } from '../src/cli.ts'

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** What a command of this process finds. */
export interface Surroundings {
  folder: string
  env: NodeJS.ProcessEnv
  /** Whether Ctrl-C is pressed at its first output. Default: false. */
  isInterrupted?: boolean
}

let current: string | undefined

/**
 * Runs a command to its end in this process, because a new process takes a second to load its
 * modules. It has the folder, the environment and the output of a process.
 */
export async function runHere(args: string[], surroundings: Surroundings): Promise<Ended> {
  if (current !== undefined) throw new Error(`"${current}" still runs: start one of the two.`)
  current = args.join(' ')
  const output = { stdout: '', stderr: '' }
  const interrupt = surroundings.isInterrupted ? prepareInterrupt() : () => undefined
  const restore = [
    enter(surroundings.folder),
    withEnvironment(surroundings.env),
    capture(process.stdout, (text) => {
      output.stdout += text
      interrupt()
    }),
    capture(process.stderr, (text) => (output.stderr += text)),
  ]
  try {
    await run(args)
    return { code: Number(process.exitCode ?? 0), ...output }
  } finally {
    process.exitCode = undefined
    for (const each of restore) each()
    current = undefined
  }
}

/** Only the listeners of the command hear of it, and not those of the tests. */
function prepareInterrupt(): () => void {
  const before = process.listeners('SIGINT')
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    for (const listener of process.listeners('SIGINT')) if (!before.includes(listener)) listener('SIGINT')
  }
}

function enter(folder: string): () => void {
  const before = process.cwd()
  process.chdir(folder)
  return () => process.chdir(before)
}

/** Changes the variables one by one, because native code like `homedir` sees no other object. */
function withEnvironment(env: NodeJS.ProcessEnv): () => void {
  const before = { ...process.env }
  replaceEnvironment(env)
  return () => replaceEnvironment(before)
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name]
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value
}

function capture(stream: NodeJS.WriteStream, add: (text: string) => void): () => void {
  const { write } = stream
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))
    const then = rest.find((each) => typeof each === 'function')
    if (then) process.nextTick(then)
    return true
  }
  return () => (stream.write = write)
}
