import type { FastifySchemaCompiler } from 'fastify'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import type { TSchema } from 'typebox'
import type { SchemaError } from '../problems/validation-errors.ts'
import { compileLengthCheck } from './lengths.ts'

/** A longer list is searched only for its first error. */
const MAX_SEARCHED_ITEMS = 20

/**
 * Validates requests. Lengths are checked first, and long lists only up to their first error:
 * listing every error of thousands of items takes seconds and helps no more.
 */
export function compileValidator({ schema, httpPart }: Parameters<FastifySchemaCompiler<TSchema>>[0]) {
  return (value: unknown) => {
    const { type, lists, checkLengths } = compiled(schema)
    const tooLong = checkLengths(value)
    if (tooLong) return { error: [tooLong] as never }
    // Parameters and headers are text, which the schema converts.
    const converted = httpPart === 'body' ? value : Value.Convert(schema, value)
    if (type.Check(converted)) return { value: converted }
    const errors = errorInLists(lists, converted) ?? type.Errors(withShortLists(lists, converted))
    return { error: errors as never }
  }
}

interface Compiled {
  type: ReturnType<typeof Compile>
  lists: List[]
  checkLengths: ReturnType<typeof compileLengthCheck>
}

const known = new WeakMap<TSchema, Compiled>()

/** Compiles a schema at its first request, because compiling all would delay each start. */
function compiled(schema: TSchema): Compiled {
  const found = known.get(schema)
  if (found) return found
  const made = { type: Compile(schema), lists: listsOf(schema), checkLengths: compileLengthCheck(schema) }
  known.set(schema, made)
  return made
}

interface List {
  name: string
  item: ReturnType<typeof Compile>
}

/** The lists among the properties of a body. */
function listsOf(schema: TSchema): List[] {
  const { properties = {} } = schema as { properties?: Record<string, { items?: TSchema }> }
  return Object.entries(properties).flatMap(([name, { items }]) =>
    items ? [{ name, item: Compile(items) }] : [],
  )
}

function errorInLists(lists: List[], value: unknown): SchemaError[] | undefined {
  for (const { name, list, item } of longLists(lists, value)) {
    const index = list.findIndex((one) => !item.Check(one))
    if (index < 0) continue
    const errors = item.Errors(list[index]) as SchemaError[]
    return errors.map((error) => ({ ...error, instancePath: `/${name}/${index}${error.instancePath}` }))
  }
  return undefined
}

/** Their items are valid, so a few of them stand for all. */
function withShortLists(lists: List[], value: unknown): unknown {
  const short = longLists(lists, value).map(({ name, list }) => [name, list.slice(0, MAX_SEARCHED_ITEMS)])
  return short.length === 0 ? value : { ...(value as object), ...Object.fromEntries(short) }
}

function longLists(lists: List[], value: unknown) {
  if (typeof value !== 'object' || value === null) return []
  return lists.flatMap(({ name, item }) => {
    const list = (value as Record<string, unknown>)[name]
    return Array.isArray(list) && list.length > MAX_SEARCHED_ITEMS
      ? [{ name, list: list as unknown[], item }]
      : []
  })
}
