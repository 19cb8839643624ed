import { Command } from 'commander'
import type { WorkerInfo } from 'video-translation-client'
import { listWorkers } from 'video-translation-client/workers'
import { connect } from '../connection/connect.ts'
import { NEEDED, withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { formatBytes } from '../output/format.ts'
import { table } from '../output/layout.ts'
import { SYMBOLS } from '../output/symbols.ts'
import { runCommand, type Context } from '../run-command.ts'

export function workersCommand(): Command {
  const command = new Command('workers').description(
    'list the workers of a server, with what each can do and whether it is alive',
  )
  return withConnection(command, NEEDED).action(runCommand(workers))
}

async function workers({ options, output, interrupt }: Context<ConnectionOptions>): Promise<ExitReason> {
  await using connection = await connect(options, 'never', { output, signal: interrupt.signal })
  const items = await listWorkers(connection.client, { signal: interrupt.signal })
  const lines = table(items.map(row), output.columns)
  output.result({ items }, items.length === 0 ? ['No worker has run in the last day.'] : lines)
  return 'done'
}

const MARKS = { alive: SYMBOLS.done, stopped: SYMBOLS.missing, lost: SYMBOLS.failed }

function row(worker: WorkerInfo): string[] {
  const { state, host, pid, running, cores, memoryBytes, gpus } = worker
  const machine = [`${cores} cores`, formatBytes(memoryBytes), ...gpus].join(', ')
  return [MARKS[state], `${host} ${pid}`, state, `${running} running`, machine, offersOf(worker)]
}

/** The engines that are ready, and the stages of those that have stages. */
function offersOf({ engines }: WorkerInfo): string {
  const ready = engines.filter((engine) => engine.ready || engine.abilities?.length)
  return ready.map(({ name, abilities }) => `${name}${abilities ? stagesOf(abilities) : ''}`).join(', ')
}

function stagesOf(abilities: NonNullable<WorkerInfo['engines'][number]['abilities']>): string {
  const stages = new Set(abilities.map(({ stage }) => stage))
  return ` (${[...stages].join(' ')})`
}
