import type { Changes, CueChange } from './changes.ts'

/** An unsent change, and the values of its fields before it: others may have changed them since. */
export interface KeptChange {
  change: CueChange
  from: CueChange
}

/** Keeps unsent changes in the browser, so that neither a reload nor an outage loses a word. */
export interface KeptChanges {
  read(): Map<string, KeptChange>
  write(changes: ReadonlyMap<string, KeptChange>): void
}

export function keptChanges(translationId: string, language: string): KeptChanges {
  const name = `video-translation.unsent.${translationId}.${language}`
  return {
    read() {
      try {
        return new Map(JSON.parse(localStorage.getItem(name) ?? '[]') as [string, KeptChange][])
      } catch {
        return new Map()
      }
    },
    write(changes) {
      try {
        if (changes.size === 0) localStorage.removeItem(name)
        else localStorage.setItem(name, JSON.stringify([...changes]))
      } catch {
        // The browser forbids storage, so they last until the page is left.
      }
    },
  }
}

export function toKeep(changes: Changes, from: Changes): Map<string, KeptChange> {
  return new Map([...changes].map(([id, change]) => [id, { change, from: from.get(id) ?? {} }]))
}

export function withoutSent(kept: ReadonlyMap<string, KeptChange>, sent: Changes): Map<string, KeptChange> {
  const isSent = (id: string, { change }: KeptChange) =>
    JSON.stringify(sent.get(id)) === JSON.stringify(change)
  return new Map([...kept].filter(([id, one]) => !isSent(id, one)))
}
