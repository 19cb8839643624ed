import { ApiError, type FieldProblem } from 'video-translation-client'
import type { Words } from '../words/words.ts'

/** An error sentence by field. `form` is for what belongs to no field. */
export type Problems = Record<string, string>

/** Codes that mean a field although the answer points to none. */
const BY_CODE: Record<string, string> = {
  unsupported_language: 'to',
  upload_not_found: 'files',
  upload_incomplete: 'files',
}

/** Puts the sentences of a refusal beside their fields. The first for a field counts. */
export function problemsOf(error: unknown, t: Words['t']): Problems {
  if (!(error instanceof ApiError)) return { form: error instanceof Error ? error.message : String(error) }
  const { problem, code, message } = error
  const pointed = (problem?.errors ?? []).map((field): [string, string] => [
    fieldOf(field.pointer),
    sentenceOf(field, t),
  ])
  if (pointed.length > 0) return Object.fromEntries(pointed.toReversed())
  return { [BY_CODE[code] ?? 'form']: problem?.detail ?? message }
}

/** The server's own sentence has a command, which is for those who run it. */
function sentenceOf({ detail, packs }: FieldProblem, t: Words['t']): string {
  return packs?.length ? t('new.packsMissing', { count: packs.length }) : detail
}

/** The packs whose lack is a reason of a refusal. */
export function packsOf(error: unknown): string[] {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : []
  return [...new Set(errors.flatMap(({ packs = [] }) => packs))]
}

/** `/source/url` is `url`, `/to/1` is `to`, and `/options/voice` is `options.voice`. */
export function fieldOf(pointer: string): string {
  const [, first = '', second, third] = pointer.split('/')
  if (first === 'source') return second === 'url' ? 'url' : 'files'
  if (first === 'options' && second === 'voices' && third) return `options.voices.${third}`
  if (first === 'options' && second) return `options.${second}`
  return ['from', 'to', 'engine', 'reference'].includes(first) ? first : 'form'
}
