/**
 * Reads a model's answer. It should be a JSON array of `{ id, text }`. The function also accepts
 * one in a code fence, between prose, as a member (`{ "lines": [...] }`), keyed by id (`{ "1":
 * "..." }`), as JSON lines, or cut off.
 * @returns the texts of the requested ids. An id with two different texts is left out, because
 * either may be wrong.
 */
export function readAnswer(content: string, requested: ReadonlySet<number>): Map<number, string> {
  const texts = new Map<number, string>()
  const ambiguous = new Set<number>()
  for (const { id, text } of findJson(withoutThinking(content)).flatMap((value) => collect(value, 0))) {
    if (!requested.has(id)) continue
    if (texts.has(id) && texts.get(id) !== text) ambiguous.add(id)
    texts.set(id, text)
  }
  for (const id of ambiguous) texts.delete(id)
  return texts
}

const MAX_DEPTH = 4
/** Limit of opening brackets. Without it a hostile answer would cost quadratic time. */
const MAX_OPENINGS = 2000
const MAX_CHARS = 200_000

function withoutThinking(content: string): string {
  return content.slice(0, MAX_CHARS).replace(/<think>[\s\S]*?<\/think>/g, '')
}

/** Every outermost JSON value in the text. A broken one yields the valid ones inside it. */
function findJson(text: string): unknown[] {
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

function collect(value: unknown, depth: number): { id: number; text: string }[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return []
  if (Array.isArray(value)) return value.flatMap((element) => collect(element, depth + 1))
  const members = value as Record<string, unknown>
  if ('id' in members) return toItem(members['id'], members['text'] ?? members['translation'])
  return Object.entries(members).flatMap(([name, member]) =>
    typeof member === 'string' ? toItem(name, member) : collect(member, depth + 1),
  )
}

function toItem(id: unknown, text: unknown): { id: number; text: string }[] {
  const number = typeof id === 'string' && /^\d{1,9}$/.test(id) ? Number(id) : id
  if (typeof number !== 'number' || typeof text !== 'string') return []
  const line = text.replace(/\s+/g, ' ').trim()
  return line === '' ? [] : [{ id: number, text: line }]
}
