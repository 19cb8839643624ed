import type { FastifyError } from 'fastify'
import type { FieldError } from './problem.ts'

/** An error that a schema has found in a request. */
export type SchemaError = NonNullable<FastifyError['validation']>[number]

/**
 * The pointers of one schema error. A missing or unknown property is named itself, not only its
 * parent.
 */
export function fieldErrors(one: SchemaError): FieldError[] {
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

function sentence(one: SchemaError): string {
  if (one.keyword === 'required') return 'It is missing.'
  if (one.keyword === 'additionalProperties' || one.keyword === 'boolean') return 'Unknown property.'
  const message = one.message ?? 'is not valid'
  return `It ${message}.`
}
