import { EngineError } from '../../engine-error.ts'
import { findBurnInProblem } from '../../media/burn-in/requirements.ts'
import type { EngineRequest, Refusal } from '../engine.ts'
import type { TaskOptions } from './options.ts'

const POINTER = '/options/burnIn'

/** Whether the subtitles of a target are burnt into its picture. */
export function isBurntIn({ burnIn = false }: TaskOptions, to: string): boolean {
  return typeof burnIn === 'boolean' ? burnIn : burnIn.toLowerCase() === to.toLowerCase()
}

/** Finds a wish that makes no sense, and what is missing to burn subtitles in. */
export async function refuseBurnIn(
  options: TaskOptions,
  { to, from }: Pick<EngineRequest, 'to' | 'from'>,
): Promise<Refusal[]> {
  const { burnIn = false, only, bilingual } = options
  if (burnIn === false) return []
  const languages = to.filter((tag) => isBurntIn(options, tag))
  const refuse = (message: string) => [{ code: 'invalid_option', pointer: POINTER, message }]
  if (only !== undefined) return refuse('Leave out `only`: subtitles are burnt into a video.')
  if (languages.length === 0) return refuse(`${String(burnIn)} is not one of the targets.`)
  const problem = await findBurnInProblem(bilingual && from ? [...languages, from] : languages)
  return problem ? [{ ...problem, pointer: POINTER, isLocal: true }] : []
}

/**
 * Repeats the check of create, because another machine may do the work.
 * @throws EngineError `burn_in_unavailable`; another worker may have what is missing here
 */
export async function requireBurnIn(
  options: TaskOptions,
  { from, to }: { from: string; to: string },
  findProblem = findBurnInProblem,
): Promise<void> {
  if (!isBurntIn(options, to)) return
  const problem = await findProblem(options.bilingual ? [to, from] : [to])
  if (problem) throw new EngineError(problem.code, problem.message, { retryable: true })
}
