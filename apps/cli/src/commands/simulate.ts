import { Command, Option } from 'commander'
import type { Listening, Simulator } from 'video-translation-simulator'
import { listenError } from '../connection/listen-error.ts'
import { withOutput } from '../connection/options.ts'
import { remoteFetch } from '../connection/remote-fetch.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { scenarioOf, readScenario } from '../input/scenario.ts'
import { parseList, parsePositive, parseRate, parseSecondsMs } from '../input/option-parsers.ts'
import { interrupted } from '../interrupt.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'
import { corsOption, portOption, publicUrlOption } from './serve-options.ts'

interface SimulateOptions extends OutputOptions {
  face?: string[]
  host: string
  port: number
  processingTime?: number
  minDelay?: number
  maxDelay?: number
  errorRate?: number
  scenario?: string
  seed?: string
  speed?: number
  restartAfter?: number
  cors?: string[]
  publicUrl?: string
  allowPrivateCallbacks?: boolean
}

export function simulateCommand(): Command {
  const command = new Command('simulate').description(
    'simulate the servers of video translation APIs for tests, until Ctrl-C',
  )
  return withOutput(withNetwork(withJobs(command)))
    .hook('preAction', refuseBothTimes)
    .action(runCommand(simulate))
}

/** Adds the options for the APIs to play, and for what their jobs do. */
function withJobs(command: Command): Command {
  return command
    .option('--face <names>', 'APIs to play, e.g. status,native (default: all)', parseList)
    .addOption(
      new Option('--processing-time <seconds>', 'duration of a job; overrides --scenario (default: 2)')
        .argParser(parseSecondsMs)
        .env('MIMIC_JOB_PROCESSING_TIME'),
    )
    .option(
      '--min-delay <seconds>',
      'shortest duration of a job, which is then random (default: 0)',
      parseSecondsMs,
    )
    .option(
      '--max-delay <seconds>',
      'longest duration of a job, which is then random (default: --min-delay)',
      parseSecondsMs,
    )
    .option('--error-rate <rate>', 'share of the jobs that fail, from 0 to 1 (default: 0)', parseRate)
    .option(
      '--scenario <scenario>',
      'scenario of the jobs: a name, a text such as "10s;outcome=error", or a JSON file (default: they complete)',
    )
    .option('--seed <text>', 'seed of ids, durations and failures (default: random, and printed)')
    .option('--speed <factor>', 'simulated seconds per real second, e.g. 60 (default: 1)', parsePositive)
    .option(
      '--restart-after <seconds>',
      'time without a request after which GET /status starts a new job (default: 60)',
      parseSecondsMs,
    )
}

/** Adds the options for the address and the callers. */
function withNetwork(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .addOption(portOption(5000))
    .addOption(corsOption())
    .addOption(publicUrlOption())
    .option(
      '--allow-private-callbacks',
      'also deliver webhooks to this machine and private networks (default: only to public addresses)',
    )
}

async function simulate({ options, output, interrupt }: Context<SimulateOptions>): Promise<ExitReason> {
  const seed = options.seed ?? String(Math.floor(Math.random() * 1e6))
  await using simulator = await open(options, seed)
  const { url } = await listen(simulator, options)
  const faces = simulator.faces.map(({ name }) => name)
  output.result({ url, pid: process.pid, faces, seed }, [url])
  if (!options.quiet) process.stderr.write(introduce(simulator, url, seed))
  await interrupted(interrupt)
  return 'done'
}

async function open(options: SimulateOptions, seed: string): Promise<Simulator> {
  const { createSimulator, FACES, layOver } = await import('video-translation-simulator')
  const faces = options.face?.map((name) => faceNamed(name, FACES))
  const { scenario, scenarios } = await readScenario(options.scenario)
  try {
    const { speed, restartAfter, cors, publicUrl, allowPrivateCallbacks = false } = options
    const simulator = createSimulator({
      seed,
      allowPrivateCallbacks,
      // Without a proxy, the simulator connects by itself and checks the addresses of host names.
      ...((allowPrivateCallbacks || namesProxy(process.env)) && { fetch: remoteFetch }),
      ...(faces && { faces }),
      ...(scenario !== undefined && { scenario }),
      ...(scenarios && { scenarios }),
      ...(speed && { speed }),
      ...(restartAfter !== undefined && { restartAfterMs: restartAfter }),
      ...(cors && { cors }),
      ...(publicUrl !== undefined && { publicUrl }),
    })
    simulator.scenarios.setBase(layOver(simulator.scenarios.base, scenarioOf(options)))
    return simulator
  } catch (error) {
    throw refusedSetting(error)
  }
}

/** Turns a refused scenario or setting into bad input; errors of the system have a code. */
function refusedSetting(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error
  const fix = error.name === 'ScenarioError' ? 'See the scenarios in docs/simulator.md.' : undefined
  return new CliError('badInput', error.message, fix, error)
}

/**
 * Refuses a fixed and a random duration on one command line. A fixed one of the environment is
 * ignored instead.
 */
function refuseBothTimes(command: Command): void {
  const { minDelay, maxDelay } = command.opts<SimulateOptions>()
  const isRandom = minDelay !== undefined || maxDelay !== undefined
  if (isRandom && command.getOptionValueSource('processingTime') === 'cli')
    command.error('error: --processing-time cannot be combined with --min-delay or --max-delay.')
}

function namesProxy(env: NodeJS.ProcessEnv): boolean {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']
  return names.flatMap((name) => [name, name.toLowerCase()]).some((name) => env[name])
}

function faceNamed<Name extends string>(name: string, faces: Record<Name, unknown>): Name {
  if (Object.hasOwn(faces, name)) return name as Name
  throw new CliError(
    'badInput',
    `There is no face "${name}".`,
    `The faces are: ${Object.keys(faces).join(', ')}.`,
  )
}

async function listen(simulator: Simulator, { host, port }: SimulateOptions): Promise<Listening> {
  try {
    return await simulator.listen({ host, port })
  } catch (error) {
    throw listenError(error, host, port)
  }
}

function introduce({ faces, clock }: Simulator, url: string, seed: string): string {
  const blocks = faces.flatMap(({ name, description, examples = [] }) => [
    `  ${name.padEnd(12)} ${description}`,
    ...examples.map((example) => `               ${example.replaceAll('{origin}', url)}`),
  ])
  return [
    `Simulating at ${url}, seed ${seed}${clock.speed === 1 ? '' : `, ${clock.speed} times as fast`}. Ctrl-C stops it.`,
    ...blocks,
    `  Choose a scenario with a header: -H 'x-simulate: fails-late'. See and control the jobs: ${url}/_simulator`,
    '',
  ].join('\n')
}
