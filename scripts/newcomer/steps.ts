import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { samplesOf } from '../docs/markdown.ts'
import { ROOT } from '../docs/sources.ts'

/** One thing that a page tells its reader to do. */
export interface Step {
  /** A line for the shell, a program, or a part of a config file. */
  kind: 'shell' | 'program' | 'config'
  code: string
}

/**
 * What a page tells its reader to do, in order. Its pieces of TypeScript are one program, where the
 * first of them stands.
 * @param until the heading at which the reader stops
 */
export function stepsOf(path: string, until?: string): Step[] {
  const page = readFileSync(join(ROOT, path), 'utf8')
  const end = until === undefined ? page.length : page.indexOf(`\n${until}\n`)
  if (end < 0) throw new Error(`${path} has no heading "${until}".`)
  const samples = samplesOf(page.slice(0, end))
  const program = samples.filter(({ language }) => language === 'ts').map(({ code }) => code)
  const steps = samples.flatMap(({ language, code }): Step[] => {
    if (language === 'sh') return linesOf(code).map((line) => ({ kind: 'shell', code: line }))
    if (language === 'json') return [{ kind: 'config', code }]
    return code === program[0] ? [{ kind: 'program', code: program.join('\n') }] : []
  })
  if (steps.length > 0) return steps
  throw new Error(`${path} tells its reader to do nothing.`)
}

/** Commands, one a line, without comments. */
function linesOf(script: string): string[] {
  const lines = script.replaceAll(/\\\n\s*/g, ' ').split('\n')
  return lines.map((line) => line.replace(/(?:^|\s+)#.*$/, '').trim()).filter(Boolean)
}
