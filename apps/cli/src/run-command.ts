import type { Command } from 'commander'
import { applyProfile } from './config/apply-profile.ts'
import type { ServerLocation } from './follow-up.ts'
import { reportOf } from './errors.ts'
import { exitCode, type ExitReason } from './exit-codes.ts'
import { listenForInterrupt, type Interrupt } from './interrupt.ts'
import { createOutput, type Output, type OutputOptions } from './output/output.ts'

/** The surroundings of a command. */
export interface Context<Options> {
  options: Options
  output: Output
  interrupt: Interrupt
}

/**
 * Turns the work of a command into its action, which sets the exit code. The error that a Ctrl-C
 * causes is not printed, because the command has already said what it did about it.
 */
export function runCommand<Options extends OutputOptions & ServerLocation, Args extends unknown[]>(
  work: (context: Context<Options>, ...args: Args) => Promise<ExitReason>,
) {
  return async (...all: unknown[]): Promise<void> => {
    const command = all.at(-1) as Command
    const output = createOutput(command.opts<Options>())
    using interrupt = listenForInterrupt()
    try {
      await applyProfile(command)
      const options = command.opts<Options>()
      const exitReason = await work({ options, output, interrupt }, ...(all.slice(0, -2) as Args))
      output.progress.done()
      process.exitCode = exitReason === 'interrupted' ? interrupt.exitCode() : exitCode(exitReason)
    } catch (error) {
      process.exitCode = fail(error, command.opts<Options>(), output, interrupt)
    }
  }
}

function fail(error: unknown, location: ServerLocation, output: Output, interrupt: Interrupt): number {
  if (interrupt.signal.aborted && error === interrupt.signal.reason) {
    output.progress.done()
    return interrupt.exitCode()
  }
  const report = reportOf(error, location)
  output.error(report, error)
  return exitCode(report.exitReason)
}
