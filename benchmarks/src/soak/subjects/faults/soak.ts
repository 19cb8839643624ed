import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { bundleNode } from '../../../../../packages/server/test/support/faults/bundle-node.ts'
import { createRecorder } from '../../../../../packages/server/test/support/faults/history.ts'
import { putLoad } from '../../../../../packages/server/test/support/faults/load.ts'
import {
  judgeNow,
  readState,
  startReceiver,
  untilNotified,
  type FaultReport,
} from '../../../../../packages/server/test/support/faults/run-faults.ts'
import { healAll, runRound } from './inject.ts'
import { backupFile, backUp, restore } from './restore.ts'
import { describeRound, planFaults, type PlanOptions, type Round } from './plan.ts'
import { API_KEY, startWorld, type World } from './world.ts'

export interface SoakOrder extends PlanOptions {
  folder: string
  group: string
}

export interface SoakReport extends FaultReport {
  /** How often each process was killed. */
  kills: Record<string, number>
  /** How often each kind of fault happened. */
  faults: Record<string, number>
  /** Whether a backup was made, restored and judged. */
  isBackedUp: boolean
}

const USERS = 4
const ENDS_A_ROUND = 4
const CALM_MS = 15_000
const DRAIN_MS = 180_000
const BACKUP_ROUNDS = 40

/** Runs the plan, heals all, and judges what was recorded. */
export async function soak(order: SoakOrder, stopping: AbortSignal): Promise<SoakReport> {
  const own = join(order.folder, 'driver.history')
  const record = createRecorder(own)
  const receiver = await startReceiver(record, '0.0.0.0')
  const script = await bundleNode()
  const world = await startWorld({ ...order, script, receiverPort: receiver.port })
  const apis = world.nodes.filter(({ name }) => name.startsWith('api'))
  const load = putLoad({ urls: apis.map(({ url }) => url), record, apiKey: API_KEY, users: USERS })
  const counts: Counts = { kills: {}, faults: {} }
  const backup = backupFile(order.folder)
  let isBackedUp = false
  for (const [at, round] of planFaults(order).entries()) {
    if (stopping.aborted) break
    // Each backup replaces the one before, so a run that ends early has one too.
    if (at % BACKUP_ROUNDS === 2) isBackedUp = (await backUp(world, backup, record)) || isBackedUp
    tell(`${at} ${describeRound(round)}`)
    record({ op: 'fault', what: describeRound(round) })
    const { ended } = load
    await runCounted(round, world, counts)
    await untilProgress(() => load.ended >= ended + ENDS_A_ROUND)
    tell(
      `${at} so far: ${sum(counts.kills)} kills, ${sum(counts.faults)} faults, ${load.ended} translations ended`,
    )
  }
  await healAll(world)
  tell('all is healed')
  // What does not end by then is a broken promise.
  await Promise.race([load.finish(), delay(DRAIN_MS)])
  const state = await readState(world.database.url, load.client)
  const histories = [own, ...world.nodes.map(({ history }) => history)]
  const report = await untilNotified(() => judgeNow(histories, state))
  tell(`${report.violations.length} broken promises; the backup is restored`)
  await load.client.close()
  const parts = { ...order, script, receiverPort: receiver.port, original: state, histories }
  const ofBackup = isBackedUp ? await restore(world, { ...parts, file: backup }) : []
  return { ...report, violations: [...report.violations, ...ofBackup], ...counts, isBackedUp }
}

/** A calm while after a round, since a server that is never up has nothing to interrupt. */
async function untilProgress(isEnough: () => boolean): Promise<void> {
  const untilMs = performance.now() + CALM_MS
  while (!isEnough() && performance.now() < untilMs) await delay(100)
}

type Counts = Pick<SoakReport, 'kills' | 'faults'>

async function runCounted(round: Round, world: World, { kills, faults }: Counts): Promise<void> {
  const { killed, happened } = await runRound(round, world)
  for (const victim of killed) kills[victim] = (kills[victim] ?? 0) + 1
  const { kind } = round.fault
  if (happened) faults[kind] = (faults[kind] ?? 0) + 1
  else tell(`no ${kind}`)
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((one, other) => one + other, 0)
}

function tell(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
}
