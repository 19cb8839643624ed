import { chooseLeavers, excessOf, type LoadedModel } from './choose-leavers.ts'
import { createModelSizes, type ExpectedModel, type SizeOptions } from './model-sizes.ts'

/**
 * The memory that models share. They stay in it until the room is needed or nobody has used them
 * for minutes. What runs at the same time is not its concern: a model in use always stays.
 */
export interface ModelMemory {
  /** Counts a model that is about to be loaded. Others leave if there is no room. */
  load(model: ModelToLoad): ModelInMemory
  /** Whether a model would fit beside all that are in memory. */
  hasRoom(model: ExpectedModel): boolean
}

export interface ModelToLoad extends ExpectedModel {
  /** Frees its memory. */
  leave(): void
}

/** A model that counts. */
export interface ModelInMemory {
  /** A request starts. */
  begin(): void
  /** A request has ended. @param bytes what the model takes now; 0 if that is unknown */
  end(bytes: number): void
  /** It is in memory no more. */
  forget(): void
}

/** The next translation often comes within minutes; later, the memory serves others better. */
const KEEP_MS = 5 * 60_000
/** One that exceeds the budget leaves sooner, but not between two requests of a translation. */
const KEEP_TOO_LARGE_MS = 10_000

interface Resident extends LoadedModel {
  model: ModelToLoad
  requests: number
  timer?: NodeJS.Timeout
}

export function createModelMemory(options: SizeOptions): ModelMemory {
  const { budgetBytes } = options
  const sizes = createModelSizes(options)
  const residents = new Set<Resident>()
  let uses = 0

  const remove = (resident: Resident) => {
    clearTimeout(resident.timer)
    residents.delete(resident)
  }
  const dismiss = (resident: Resident) => {
    remove(resident)
    resident.model.leave()
  }
  const makeRoom = (neededBytes: number, except?: Resident) => {
    const others = [...residents].map((each) => (each === except ? { ...each, isInUse: true } : each))
    for (const resident of chooseLeavers(others, neededBytes, budgetBytes)) dismiss(resident)
  }
  const endUse = (resident: Resident, bytes: number) => {
    resident.isInUse = --resident.requests > 0
    resident.lastUse = ++uses
    if (!residents.has(resident)) return
    if (bytes > 0) resident.bytes = sizes.learn(resident.model, bytes)
    // It may have grown, and it is the one that is most likely used next.
    makeRoom(0, resident)
    const keepMs = resident.bytes > budgetBytes ? KEEP_TOO_LARGE_MS : KEEP_MS
    if (!resident.isInUse) resident.timer = setTimeout(() => dismiss(resident), keepMs).unref()
  }

  return {
    load(model) {
      const bytes = sizes.of(model)
      makeRoom(bytes)
      const resident: Resident = { model, bytes, lastUse: ++uses, isInUse: false, requests: 0 }
      residents.add(resident)
      return {
        begin() {
          clearTimeout(resident.timer)
          resident.isInUse = ++resident.requests > 0
        },
        end: (bytes) => endUse(resident, bytes),
        forget: () => remove(resident),
      }
    },
    hasRoom: (model) => excessOf([...residents], sizes.of(model), budgetBytes) <= 0,
  }
}
