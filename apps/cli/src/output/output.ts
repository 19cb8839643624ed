import type { ErrorReport } from '../errors.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './format.ts'
import { wrap } from './layout.ts'
import { createProgress } from './create-progress.ts'
import type { Progress, ProgressMode } from './progress.ts'

export interface OutputOptions {
  /** The result as one JSON document. */
  json?: boolean
  quiet?: boolean
  verbose?: boolean
  progress?: ProgressMode
}

/** Where a command says things. */
export interface Output {
  progress: Progress
  /** Width of the terminal that results are printed on; without bounds where it is none. */
  columns: number
  /** The command's one result: the document for programs, or the lines for people. */
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

/** The fix is often a command to be copied, and stays in one line. */
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
