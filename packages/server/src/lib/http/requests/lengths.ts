import type { TSchema } from 'typebox'
import type { FastifyError } from 'fastify'

type Validation = NonNullable<FastifyError['validation']>[number]

/** The first part of a value that is longer than its schema allows, or undefined. */
export type LengthCheck = (value: unknown) => Validation | undefined

interface Part {
  properties?: Record<string, TSchema>
  items?: TSchema
  maxItems?: number
  maxLength?: number
}

/** Makes the check of a schema once: it runs over each of many thousand values. */
export function compileLengthCheck(schema: TSchema): LengthCheck {
  const { properties, items, maxItems, maxLength } = schema as Part
  if (maxLength !== undefined) return (value) => ofText(value, maxLength)
  if (properties) return inProperties(properties)
  if (items) return inItems(items, maxItems)
  return () => undefined
}

/** In code points, as JSON Schema counts; a mark that combines with a letter is one of its own. */
function ofText(value: unknown, max: number): Validation | undefined {
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

/** The path is made on the way back: for each of many values it would cost more than the check. */
function below(name: string | number, found: Validation): Validation {
  return { ...found, instancePath: `/${name}${found.instancePath}` }
}

function error(keyword: string, limit: number, what: string): Validation {
  const message = `must not have more than ${limit} ${what}`
  return { keyword, instancePath: '', schemaPath: '', params: { limit }, message }
}
