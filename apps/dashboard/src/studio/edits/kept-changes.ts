import type { Changes, CueChange } from './changes.ts'

/** An unsent change, and the values of its fields before it: others may have changed them since. */
export interface KeptChange {
  change: CueChange
  from: CueChange
}

/** Keeps unsent changes in the browser, so that neither a reload nor an outage loses a word. */
export interface KeptChanges {
  /** What is kept, also by other tabs and by earlier page loads. */
  read(): Map<string, KeptChange>
  /** Keeps these instead of what this session has read or kept. What other tabs keep stays. */
  write(changes: ReadonlyMap<string, KeptChange>): void
}

export function keptChanges(translationId: string, language: string): KeptChanges {
  const name = `video-translation.unsent.${translationId}.${language}`
  let own: ReadonlyMap<string, KeptChange> = new Map()
  return {
    read() {
      const kept = stored(name)
      own = new Map(kept)
      return kept
    },
    write(changes) {
      store(name, merged(stored(name), own, changes))
      own = new Map(changes)
    },
  }
}

function stored(name: string): Map<string, KeptChange> {
  try {
    return new Map(JSON.parse(localStorage.getItem(name) ?? '[]') as [string, KeptChange][])
  } catch {
    return new Map()
  }
}

function store(name: string, changes: ReadonlyMap<string, KeptChange>): void {
  try {
    if (changes.size === 0) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify([...changes]))
  } catch {
    // The browser forbids storage, so they last until the page is left.
  }
}

/** Another tab may have kept a newer wording of a cue meanwhile, which stays. */
function merged(
  kept: ReadonlyMap<string, KeptChange>,
  before: ReadonlyMap<string, KeptChange>,
  now: ReadonlyMap<string, KeptChange>,
): Map<string, KeptChange> {
  const done = [...before].filter(([id]) => !now.has(id)).map(([id, { change }]) => [id, change] as const)
  return new Map([...withoutSent(kept, new Map(done)), ...now])
}

export function toKeep(changes: Changes, from: Changes): Map<string, KeptChange> {
  return new Map([...changes].map(([id, change]) => [id, { change, from: from.get(id) ?? {} }]))
}

export function withoutSent(kept: ReadonlyMap<string, KeptChange>, sent: Changes): Map<string, KeptChange> {
  const isSent = (id: string, { change }: KeptChange) =>
    JSON.stringify(sent.get(id)) === JSON.stringify(change)
  return new Map([...kept].filter(([id, one]) => !isSent(id, one)))
}
