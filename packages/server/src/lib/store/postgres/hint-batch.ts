/** News for other nodes. They read the rows, so a lost hint only costs time. */
export interface Hints {
  /** The new version of each changed translation; undefined: it was removed. */
  changed: Map<string, number | undefined>
  /** Translations that were canceled or removed. */
  unwanted: Set<string>
  /** A task may have become due. */
  isTaskDue: boolean
  /** A webhook message may have become due. */
  isMessageDue: boolean
  /** A key was created or revoked. */
  haveKeysChanged: boolean
  /** Work beside a translation was added, or has ended. */
  isSideNews: boolean
}

/** PostgreSQL takes notifications below 8,000 bytes. */
const MAX_BYTES = 7_900

const TASK_DUE = '@task'
const MESSAGE_DUE = '@message'
const KEYS_CHANGED = '@keys'
const SIDE_NEWS = '@side'

export function createHints(): Hints {
  return {
    changed: new Map(),
    unwanted: new Set(),
    isTaskDue: false,
    isMessageDue: false,
    haveKeysChanged: false,
    isSideNews: false,
  }
}

/**
 * Writes hints as notifications, each of which starts with the name of the sender.
 * @returns as few payloads as fit; none when there is nothing to tell
 */
export function encodeHints(sender: string, hints: Hints): string[] {
  const words = [
    ...(hints.isTaskDue ? [TASK_DUE] : []),
    ...(hints.isMessageDue ? [MESSAGE_DUE] : []),
    ...(hints.haveKeysChanged ? [KEYS_CHANGED] : []),
    ...(hints.isSideNews ? [SIDE_NEWS] : []),
    ...[...hints.changed].map(([id, version]) => `${id}:${version ?? ''}`),
    ...[...hints.unwanted].map((id) => `${id}!`),
  ]
  const payloads: string[] = []
  let payload = sender
  for (const word of words) {
    if (payload.length + word.length >= MAX_BYTES) {
      payloads.push(payload)
      payload = sender
    }
    payload += ` ${word}`
  }
  return words.length === 0 ? [] : [...payloads, payload]
}

/** Whether a notification is one's own. PostgreSQL sends it to its sender too. */
export function isFrom(sender: string, payload: string): boolean {
  return payload.startsWith(`${sender} `)
}

/** Reads a notification. Words that this version does not know are skipped. */
export function decodeHints(payload: string): Hints {
  const [_sender, ...words] = payload.split(' ')
  const hints = createHints()
  for (const word of words) {
    if (word === TASK_DUE) hints.isTaskDue = true
    else if (word === MESSAGE_DUE) hints.isMessageDue = true
    else if (word === KEYS_CHANGED) hints.haveKeysChanged = true
    else if (word === SIDE_NEWS) hints.isSideNews = true
    else if (word.endsWith('!')) hints.unwanted.add(word.slice(0, -1))
    else addChange(hints, word)
  }
  return hints
}

function addChange({ changed }: Hints, word: string): void {
  const [id, version] = word.split(':')
  if (id && version !== undefined) changed.set(id, version === '' ? undefined : Number(version))
}
