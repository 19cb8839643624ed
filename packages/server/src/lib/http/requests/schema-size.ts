import type { TSchema } from 'typebox'

/** The largest JSON text that a schema allows. */
export interface JsonSize {
  bytes: number
  /** The number of commas and opening brackets, which bounds the number of values in memory. */
  marks: number
  /** The maximum nesting depth of arrays and objects. */
  depth: number
}

/**
 * JSON writes a character in up to six bytes (`\u00e9`), and one outside the basic plane in two
 * such parts.
 */
const CHARACTER_BYTES = 6
/** A number or a word such as `false`, with room for exponents. */
const SCALAR_BYTES = 32
/** Line break and indentation around each value, as pretty printers write them. */
const LAYOUT_BYTES = 24
const FREE_DEPTH = 32
/** The minimum average size of a value in a part that may hold anything. */
const FREE_VALUE_BYTES = 16

/**
 * The schema keyword for the size of a part that may hold anything, which JSON Schema cannot limit.
 */
export const MAX_BYTES = 'x-max-bytes'

/**
 * Adds up what a schema allows.
 * @throws Error for a part without a limit, because its sender could keep the server busy
 */
export function sizeOfSchema(schema: TSchema, path = ''): JsonSize {
  const part = schema as SizedSchema
  if (part[MAX_BYTES] !== undefined) return sizeOfAnything(part[MAX_BYTES])
  if (part.enum) return sizeOfChoices(part.enum)
  if (part.type === 'object') return sizeOfObject(part, path)
  if (part.type === 'array') return sizeOfArray(part, path)
  if (part.type === 'string') return sizeOfString(part, path)
  if (['number', 'integer', 'boolean', 'null'].includes(part.type ?? '')) return scalar(SCALAR_BYTES)
  throw unbounded(path, `${MAX_BYTES}`)
}

interface SizedSchema {
  type?: string
  enum?: unknown[]
  properties?: Record<string, TSchema>
  items?: TSchema
  maxItems?: number
  maxLength?: number
  [MAX_BYTES]?: number
}

function sizeOfAnything(bytes: number): JsonSize {
  return { bytes: bytes + LAYOUT_BYTES, marks: Math.ceil(bytes / FREE_VALUE_BYTES), depth: FREE_DEPTH }
}

function sizeOfChoices(choices: unknown[]): JsonSize {
  return scalar(Math.max(...choices.map((choice) => JSON.stringify(choice).length)))
}

function sizeOfObject({ properties = {} }: SizedSchema, path: string): JsonSize {
  const parts = Object.entries(properties).map(([name, schema]) => {
    const size = sizeOfSchema(schema, `${path}/${name}`)
    return { ...size, bytes: size.bytes + name.length + LAYOUT_BYTES }
  })
  return {
    bytes: sum(parts.map(({ bytes }) => bytes)) + LAYOUT_BYTES,
    marks: sum(parts.map(({ marks }) => marks + 1)) + 1,
    depth: Math.max(0, ...parts.map(({ depth }) => depth)) + 1,
  }
}

function sizeOfArray({ items = {} as TSchema, maxItems }: SizedSchema, path: string): JsonSize {
  if (maxItems === undefined) throw unbounded(path, 'maxItems')
  const item = sizeOfSchema(items, `${path}/0`)
  return {
    bytes: maxItems * (item.bytes + LAYOUT_BYTES) + LAYOUT_BYTES,
    marks: maxItems * (item.marks + 1) + 1,
    depth: item.depth + 1,
  }
}

function sizeOfString({ maxLength }: SizedSchema, path: string): JsonSize {
  if (maxLength === undefined) throw unbounded(path, 'maxLength')
  return scalar(maxLength * CHARACTER_BYTES + 2)
}

function scalar(bytes: number): JsonSize {
  return { bytes, marks: 0, depth: 0 }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function unbounded(path: string, keyword: string): Error {
  return new Error(`The schema of a body has no limit at \`${path}\`: give it ${keyword}.`)
}
