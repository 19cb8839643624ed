import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Step } from './steps.ts'

/** A machine with Node, npm and a video, on which nothing of ours is installed. */
export interface Machine extends AsyncDisposable {
  /** The current folder of every step. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** The parts of config files that the page has shown. */
  readonly configs: string[]
  run(step: Step): Promise<void>
}

/** These run until they are stopped, so the reader opens another terminal. */
const STAYS = /^video-translation (?:serve|simulate|dashboard|mcp)\b/
/** In the clone, before: it makes the tarballs. */
const MAKES_TARBALLS = /^npm run bootstrap && npm run pack$/
const START_MS = 60_000

/** @param clone has the tarballs in its folder `out` */
export async function createMachine(clone: string, video: string): Promise<Machine> {
  const home = mkdtempSync(join(tmpdir(), 'newcomer-home-'))
  const folder = join(home, 'work')
  mkdirSync(folder)
  copyFileSync(video, join(folder, 'talk.mp4'))
  const env = environmentOf(home)
  const servers: ChildProcess[] = []
  const configs: string[] = []
  let exports = ''
  let programs = 0

  const runLine = async (line: string): Promise<void> => {
    if (MAKES_TARBALLS.test(line)) return
    const command = line.replaceAll('PATH/TO/CLONE', clone)
    if (STAYS.test(command)) return void servers.push(await startServer(`${exports}${command}`, folder, env))
    await runToEnd('bash', ['-ec', `${exports}${command}`], folder, env)
    if (command.startsWith('export ')) exports += `${command}\n`
  }
  const runProgram = async (code: string): Promise<void> => {
    const file = join(folder, `program-${++programs}.mts`)
    writeFileSync(file, code)
    await runToEnd(process.execPath, [file], folder, env)
  }

  return {
    folder,
    env,
    configs,
    async run({ kind, code }) {
      if (kind === 'shell') await runLine(code)
      else if (kind === 'program') await runProgram(code)
      else configs.push(code)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(stop))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Node and npm of this machine, an empty home, and the models of its user, if there are any. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  const prefix = join(home, 'npm')
  const models = join(homedir(), '.cache/video-translation/models')
  const npmrc = join(homedir(), '.npmrc')
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env
  return {
    HOME: home,
    PATH: [join(prefix, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    LANG: 'C.UTF-8',
    npm_config_prefix: prefix,
    // What npm has downloaded before, so that the times say little about the network.
    npm_config_cache: join(homedir(), '.npm'),
    npm_config_prefer_offline: 'true',
    // A new prefix hides what npm's settings say about the certificates of the network.
    ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
    ...(existsSync(npmrc) && { npm_config_userconfig: npmrc }),
    ...(existsSync(models) && { VIDEO_TRANSLATION_MODELS: models }),
  }
}

async function runToEnd(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}:\n${output}`)
}

/** Resolves when the command has printed its address. */
async function startServer(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn('bash', ['-c', `exec ${command}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const printed = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => /http:\S+/.test(text) && resolve())
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${errors}`)))
    setTimeout(() => reject(new Error(`${command} prints no address:\n${errors}`)), START_MS).unref()
  })
  await printed
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}
