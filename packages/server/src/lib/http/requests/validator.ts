import type { FastifyError, FastifySchemaCompiler } from 'fastify'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import type { TSchema } from 'typebox'
import { compileLengthCheck } from './lengths.ts'

type Validation = NonNullable<FastifyError['validation']>[number]

/** A list with more items than that is not searched for everything that is wrong in it. */
const SHORT = 20

/**
 * Checks what requests bring. Lengths come first, and long lists are only searched for the first item that is wrong: a
 * list of every error in thousands of items takes seconds to make, and mends a request no sooner.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const type = Compile(schema)
  const lists = listsOf(schema)
  const checkLengths = compileLengthCheck(schema)
  return (value: unknown) => {
    const tooLong = checkLengths(value)
    if (tooLong) return { error: [tooLong] as never }
    // Parameters and headers are text; the schema says what it stands for.
    const converted = httpPart === 'body' ? value : Value.Convert(schema, value)
    if (type.Check(converted)) return { value: converted }
    const errors = errorInLists(lists, converted) ?? type.Errors(withShortLists(lists, converted))
    return { error: errors as never }
  }
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

function errorInLists(lists: List[], value: unknown): Validation[] | undefined {
  for (const { name, list, item } of longLists(lists, value)) {
    const index = list.findIndex((one) => !item.Check(one))
    if (index < 0) continue
    const errors = item.Errors(list[index]) as Validation[]
    return errors.map((error) => ({ ...error, instancePath: `/${name}/${index}${error.instancePath}` }))
  }
  return undefined
}

/** Nothing is wrong in their items, so a few stand for all. */
function withShortLists(lists: List[], value: unknown): unknown {
  const short = longLists(lists, value).map(({ name, list }) => [name, list.slice(0, SHORT)])
  return short.length === 0 ? value : { ...(value as object), ...Object.fromEntries(short) }
}

function longLists(lists: List[], value: unknown) {
  if (typeof value !== 'object' || value === null) return []
  return lists.flatMap(({ name, item }) => {
    const list = (value as Record<string, unknown>)[name]
    return Array.isArray(list) && list.length > SHORT ? [{ name, list: list as unknown[], item }] : []
  })
}
