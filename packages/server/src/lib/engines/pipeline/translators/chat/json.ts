import { jsonrepair } from 'jsonrepair'

/** Limit of opening brackets. Without it a hostile answer would cost quadratic time. */
const MAX_OPENINGS = 2000

/** Every outermost JSON value in the text. A broken one yields the valid ones inside it. */
export function findJson(text: string): unknown[] {
  const values: unknown[] = []
  let openings = 0
  for (let at = 0; at < text.length && openings < MAX_OPENINGS; at++) {
    if (text[at] !== '{' && text[at] !== '[') continue
    openings++
    const end = findEnd(text, at)
    const value = end === undefined ? undefined : parse(text.slice(at, end))
    if (end === undefined || value === undefined) continue
    values.push(value)
    at = end - 1
  }
  return values
}

/**
 * The JSON value of a text with faults that models make: single quotes, quotes inside a text, a
 * comma before the end. Undefined for a text that was cut off, because the repair would keep half a
 * line.
 */
export function repairJson(text: string): unknown {
  const start = text.search(/[[{]/)
  const end = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'))
  const closing = text[start] === '[' ? ']' : '}'
  if (start < 0 || text[end] !== closing) return undefined
  try {
    return JSON.parse(jsonrepair(text.slice(start, end + 1)))
  } catch {
    return undefined
  }
}

/** Position after the bracket that closes the one at `start`. Brackets in strings do not count. */
function findEnd(text: string, start: number): number | undefined {
  let depth = 0
  let quoted = false
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1
  }
  return undefined
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
