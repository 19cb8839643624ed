import type { ErrorReport } from '../errors.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './format.ts'
import { wrap } from './layout.ts'
import { createProgress } from './create-progress.ts'
import type { Progress, ProgressMode } from './progress.ts'

export interface OutputOptions {
  /** Print the result as one JSON document. */
  json?: boolean
  quiet?: boolean
  verbose?: boolean
  progress?: ProgressMode
}

/** The output of a command. */
export interface Output {
  progress: Progress
  /** Width of standard output. Infinite when it is not a terminal. */
  columns: number
  /** Prints the one result of the command: the document with --json, else the lines. */
  result(document: unknown, lines: string[]): void
  error(report: ErrorReport, cause: unknown): void
}

export function createOutput(options: OutputOptions): Output {
  const progress = createProgress(options.progress ?? (options.quiet ? 'none' : 'auto'))
  return {
    progress,
    columns: columnsOf(process.stdout),
    result(document, lines) {
      progress.done()
      if (options.json) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
      else for (const line of lines) process.stdout.write(`${clean(line)}\n`)
    },
    error(report, cause) {
      progress.done()
      if (options.json)
        process.stdout.write(`${JSON.stringify({ error: documentOf(report) }, undefined, 2)}\n`)
      writeError(report)
      if (options.verbose && cause instanceof Error) process.stderr.write(`${stackOf(cause)}\n`)
    },
  }
}

function documentOf(report: ErrorReport) {
  return {
    code: report.code,
    message: report.message,
    fix: report.fix,
    exitCode: exitCode(report.exitReason),
  }
}

/** The fix stays on one line, because it is often a command to copy. */
function writeError({ message, fix }: ErrorReport): void {
  const lines = `error: ${message}`.split('\n').flatMap(wrapped)
  process.stderr.write(`${lines.join('\n')}\n${fix ? `fix:   ${clean(fix)}\n` : ''}`)
}

function wrapped(line: string): string[] {
  return wrap(clean(line), columnsOf(process.stderr), 7)
}

function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
