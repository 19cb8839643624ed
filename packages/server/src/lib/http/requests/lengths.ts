import type { TSchema } from 'typebox'
import type { SchemaError } from '../problems/validation-errors.ts'

/** Returns the first part of a value that is longer than its schema allows, or undefined. */
export type LengthCheck = (value: unknown) => SchemaError | undefined

interface BoundedSchema {
  properties?: Record<string, TSchema>
  items?: TSchema
  maxItems?: number
  maxLength?: number
}

/** Compiles the check of a schema once, because it runs for many thousand values. */
export function compileLengthCheck(schema: TSchema): LengthCheck {
  const { properties, items, maxItems, maxLength } = schema as BoundedSchema
  if (maxLength !== undefined) return (value) => ofText(value, maxLength)
  if (properties) return inProperties(properties)
  if (items) return inItems(items, maxItems)
  return () => undefined
}

/** Counts code points, as JSON Schema does. A combining mark counts as one. */
function ofText(value: unknown, max: number): SchemaError | undefined {
  if (typeof value !== 'string' || value.length <= max) return undefined
  // A code point has one or two UTF-16 units.
  const isTooLong = value.length > 2 * max || [...value].length > max
  return isTooLong ? error('maxLength', max, 'characters') : undefined
}

function inItems(items: TSchema, max = Infinity): LengthCheck {
  const check = compileLengthCheck(items)
  return (value) => {
    if (!Array.isArray(value)) return undefined
    if (value.length > max) return error('maxItems', max, 'items')
    for (let index = 0; index < value.length; index++) {
      const found = check(value[index])
      if (found) return below(index, found)
    }
    return undefined
  }
}

function inProperties(properties: Record<string, TSchema>): LengthCheck {
  const checks = Object.entries(properties).map(([name, schema]) => ({
    name,
    check: compileLengthCheck(schema),
  }))
  return (value) => {
    if (typeof value !== 'object' || value === null) return undefined
    for (const { name, check } of checks) {
      const found = check((value as Record<string, unknown>)[name])
      if (found) return below(name, found)
    }
    return undefined
  }
}

/**
 * The path is built only for a found error: building it for each value would cost more than the
 * check.
 */
function below(name: string | number, found: SchemaError): SchemaError {
  return { ...found, instancePath: `/${name}${found.instancePath}` }
}

function error(keyword: string, limit: number, what: string): SchemaError {
  const message = `must not have more than ${limit} ${what}`
  return { keyword, instancePath: '', schemaPath: '', params: { limit }, message }
}
