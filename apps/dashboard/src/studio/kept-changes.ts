import type { Changes, CueChange } from './changes.ts'

/** Keeps unsent changes in the browser, so that neither a reload nor an outage loses a word. */
export interface KeptChanges {
  read(): Map<string, CueChange>
  write(changes: Changes): void
}

export function keptChanges(translationId: string, language: string): KeptChanges {
  const name = `video-translation.changes.${translationId}.${language}`
  return {
    read() {
      try {
        return new Map(JSON.parse(localStorage.getItem(name) ?? '[]') as [string, CueChange][])
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
