import { findJson, repairJson } from './json.ts'
import { withoutThinking } from './thinking.ts'

/** One element of a model's answer, as it came. */
export interface AnswerItem {
  id: string
  /** Empty if the element has none. */
  text: string
  /** First words of the source line, if the model gave them as asked. */
  begins?: string
}

const MAX_CHARS = 200_000
const MAX_DEPTH = 4
const KNOWN_MEMBERS = new Set(['id', 'text', 'translation', 'begins', 'max', 'translated'])

/**
 * Reads a model's answer. It should be a JSON array of `{ id, begins, text }`. The function also
 * reads one in a code fence, between prose, as a member (`{ "lines": [...] }`), keyed by id, as
 * JSON lines, and with the usual faults of syntax. It returns everything that looks like an
 * element; whether the ids are the right ones is decided by the caller.
 */
export function readAnswer(content: string, requested: ReadonlySet<string>): AnswerItem[] {
  const answer = withoutThinking(content.slice(0, MAX_CHARS))
  const items = findJson(answer).flatMap((value) => collect(value, requested, 0))
  if (hasExactly(items, requested)) return items
  const repaired = collect(repairJson(answer), requested, 0, true)
  return hasExactly(repaired, requested) ? repaired : items
}

/** Whether the items have each requested id once, and no other. */
export function hasExactly(items: readonly AnswerItem[], requested: ReadonlySet<string>): boolean {
  const ids = new Set(items.map(({ id }) => id))
  return (
    items.length === requested.size &&
    ids.size === requested.size &&
    [...ids].every((id) => requested.has(id))
  )
}

function collect(
  value: unknown,
  requested: ReadonlySet<string>,
  depth: number,
  wasRepaired = false,
): AnswerItem[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return []
  if (Array.isArray(value)) return value.flatMap((one) => collect(one, requested, depth + 1, wasRepaired))
  const members = value as Record<string, unknown>
  if ('id' in members) return [toItem(members, wasRepaired)]
  const isById = Object.keys(members).some((name) => requested.has(name))
  return Object.entries(members).flatMap(([id, member]) =>
    typeof member === 'string' && isById
      ? [toItem({ id, text: member }, wasRepaired)]
      : collect(member, requested, depth + 1, wasRepaired),
  )
}

function toItem(members: Record<string, unknown>, wasRepaired: boolean): AnswerItem {
  const { id, begins } = members
  const text = members['text'] ?? members['translation']
  // The repair of a quote inside a text may have cut it and made a member of the rest.
  const isWhole = !wasRepaired || Object.keys(members).every((name) => KNOWN_MEMBERS.has(name))
  return {
    id: typeof id === 'number' ? String(id) : typeof id === 'string' ? id.trim() : '',
    text: typeof text === 'string' && isWhole ? text : '',
    ...(typeof begins === 'string' && { begins }),
  }
}
