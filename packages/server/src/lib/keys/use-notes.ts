import type { KeyStore } from '../store/key-store.ts'

/** Notes when keys are used, and saves that once a minute instead of with each request. */
export interface UseNotes {
  note(id: string, at: number): void
  /** Saves what is left. */
  close(): Promise<void>
}

const SAVE_EVERY_MS = 60_000

export function createUseNotes(
  store: Pick<KeyStore, 'noteUses'>,
  onTrouble: (error: unknown) => void,
): UseNotes {
  let noted = new Map<string, number>()
  const save = async (): Promise<void> => {
    if (noted.size === 0) return
    const uses = noted
    noted = new Map()
    await store.noteUses(uses).catch(onTrouble)
  }
  const timer = setInterval(() => void save(), SAVE_EVERY_MS).unref()
  return {
    note: (id, at) => void noted.set(id, at),
    async close() {
      clearInterval(timer)
      await save()
    },
  }
}
