import type { FastifyError } from 'fastify'
import type { FieldError } from './problem.ts'

export type Validation = NonNullable<FastifyError['validation']>[number]

/** One schema error as pointers: a missing or unknown property is named itself, and not only its parent. */
export function fieldErrors(one: Validation): FieldError[] {
  const base = one.instancePath
  const named = propertyNames(one.params)
  const detail = sentence(one)
  return named.length > 0
    ? named.map((name) => ({ pointer: `${base}/${name}`, detail }))
    : [{ pointer: base, detail }]
}

function propertyNames(params: Record<string, unknown>): string[] {
  const names =
    params['requiredProperties'] ?? params['additionalProperties'] ?? params['unevaluatedProperties']
  return Array.isArray(names) ? names.map(String) : []
}

function sentence(one: Validation): string {
  if (one.keyword === 'required') return 'It is missing.'
  if (one.keyword === 'additionalProperties' || one.keyword === 'boolean') return 'It is not known here.'
  const message = one.message ?? 'is not valid'
  return `It ${message}.`
}
