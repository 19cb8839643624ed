/** One line about what happened, e.g. that deletions failed. */
export interface Message {
  id: number
  kind: 'bad' | 'ask' | 'run'
  text: string
}

const listeners = new Set<() => void>()
let messages: readonly Message[] = []
let lastId = 0

/** What merely informs goes by itself; what failed stays until it is closed. */
const SHOWN_FOR_MS = 6_000

/** Shows a message in the one place for them, under the top bar. */
export function say(kind: Message['kind'], text: string): void {
  const id = ++lastId
  change([...messages.slice(-2), { id, kind, text }])
  if (kind === 'run') setTimeout(() => dismiss(id), SHOWN_FOR_MS)
}

export function dismiss(id: number): void {
  change(messages.filter((message) => message.id !== id))
}

export function currentMessages(): readonly Message[] {
  return messages
}

export function onMessages(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function change(next: readonly Message[]): void {
  messages = next
  for (const listener of listeners) listener()
}
