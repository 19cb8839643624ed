import { code, escapeHtml, prose } from './html.ts'
import type { ApiSchema } from './openapi-document.ts'

/** The members of an object, or the elements of a list, as nested lists. */
export function schemaView(schema: ApiSchema): string {
  const members = Object.entries(schema.properties ?? {})
  const nested = schema.items ? schemaView(schema.items) : ''
  const others = (schema.anyOf ?? []).map(
    (each) => `<div class="or">${typeOf(each)}${schemaView(each)}</div>`,
  )
  if (members.length === 0) return nested + others.join('')
  const rows = members.map(([name, member]) =>
    memberView(name, member, schema.required?.includes(name) ?? false),
  )
  return `<ul class="members">${rows.join('')}</ul>${others.join('')}`
}

function memberView(name: string, schema: ApiSchema, isRequired: boolean): string {
  const head = `${code(name)} <span class="type">${typeOf(schema)}</span>${isRequired ? ' <b>required</b>' : ''}`
  const about = [prose(schema.description), limitsOf(schema)].filter(Boolean).join(' ')
  const nested = schemaView(schema)
  const line = `${head}${about && `<p>${about}</p>`}`
  return nested
    ? `<li><details><summary>${head}</summary>${about && `<p>${about}</p>`}${nested}</details></li>`
    : `<li>${line}</li>`
}

/** The type in a few words, e.g. `list of text`. A reference links to what it names. */
export function typeOf({ $ref, type, items, enum: words, const: word, anyOf, format }: ApiSchema): string {
  if ($ref !== undefined) return refLink($ref)
  if (words !== undefined) return words.map((each) => code(JSON.stringify(each))).join(' | ')
  if (word !== undefined) return code(JSON.stringify(word))
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' | ')
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`
  const name = [type ?? 'anything'].flat().join(' or ')
  return escapeHtml(format === undefined ? name : `${name} (${format})`)
}

function refLink(ref: string): string {
  const name = ref.split('/').at(-1) ?? ref
  return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`
}

/** What a value must satisfy, and what it is without one. */
export function limitsOf(schema: ApiSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, default: usual } = schema
  const limits = [
    rangeOf(minimum, maximum, ''),
    rangeOf(minLength, maxLength, ' characters'),
    rangeOf(minItems, maxItems, ' elements'),
    usual === undefined ? '' : `Default: ${code(JSON.stringify(usual))}.`,
  ]
  return limits.filter(Boolean).join(' ')
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) return `From ${least} to ${most}${unit}.`
  if (least !== undefined) return `At least ${least}${unit}.`
  return most === undefined ? '' : `At most ${most}${unit}.`
}
