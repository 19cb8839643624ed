import type { CreationStatus } from './creation.ts'
import type { AzureWord } from './words.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { evictOldest } from '../../backend/evict-oldest.ts'
import type { Backend } from '../../backend/backend.ts'

/** A translation of Azure: a source and one target locale. Its iterations do the work. */
export interface AzureTranslation {
  readonly id: string
  readonly operation: string
  readonly createdAtMs: number
  /** Body of the `PUT` that created it. */
  readonly body: Readonly<Record<string, unknown>>
  readonly input: Readonly<Record<string, unknown>>
}

/** A translation with its iterations in order of creation. Each iteration is a simulated job. */
export interface TranslationRecord extends AzureTranslation {
  readonly iterations: readonly SimulatedJob[]
  readonly latest: SimulatedJob | undefined
  /** Status of its creation. Each iteration has its own status. */
  readonly creation: AzureWord
}

/**
 * Translations, which may have no job yet, and operations. The jobs of the backend do not hold
 * them.
 */
export interface Records {
  /** @throws Refusal 404 */
  get(id: string | undefined): TranslationRecord
  find(id: string): TranslationRecord | undefined
  /** Newest first. */
  list(): TranslationRecord[]
  add(translation: AzureTranslation): TranslationRecord
  addIteration(record: TranslationRecord, job: SimulatedJob, operation?: string): void
  /** @throws Refusal 404 */
  iteration(ids: Readonly<Record<string, string>>): SimulatedJob
  delete(record: TranslationRecord): void
  /** Returns the translation or job that an operation has created. */
  made(operation: string): AzureTranslation | SimulatedJob | undefined
}

/**
 * Number of translations that are kept. Those whose iterations have ended go first, with their
 * jobs.
 */
export const MAX_TRANSLATIONS = 10_000
/** Number of iterations of one translation that are kept. */
export const MAX_ITERATIONS = 100
/** Number of operations that are kept. Each translation and each iteration has one. */
const MAX_OPERATIONS = 2 * MAX_TRANSLATIONS

export function createRecords({ jobs }: Backend, creationOf: CreationStatus): Records {
  const translations = new Map<string, AzureTranslation>()
  const started = new Map<string, SimulatedJob[]>()
  const isThere = (job: SimulatedJob): boolean => jobs.get(job.id) === job
  const operations = createOperations(isThere)
  const records: Records = {
    get: (id = '') => records.find(id) ?? missing(`translation ${id}`),
    find(id) {
      const translation = translations.get(id)
      return translation && recordOf(translation)
    },
    list: () => [...translations.values()].toReversed().flatMap((each) => recordOf(each) ?? []),
    add(translation) {
      translations.set(translation.id, translation)
      operations.add(translation.operation, translation)
      evictOldest(translations, MAX_TRANSLATIONS, { isEvictable: hasEnded, evict: remove })
      return recordOf(translation) as TranslationRecord
    },
    addIteration({ id }, job, operation) {
      const iterations = [...(started.get(id) ?? []).filter(isThere), job]
      for (const old of iterations.splice(0, iterations.length - MAX_ITERATIONS)) jobs.delete(old.id)
      started.set(id, iterations)
      if (operation) operations.add(operation, job)
    },
    iteration: ({ translation, iteration }) =>
      records.get(translation).iterations.find(({ details }) => details['iteration'] === iteration) ??
      missing(`iteration ${iteration} of the translation ${translation}`),
    delete: ({ id }) => remove(id),
    made: operations.made,
  }

  const hasEnded = ({ id }: AzureTranslation): boolean => {
    const iterations = (started.get(id) ?? []).filter(isThere)
    return iterations.every((job) => jobs.view(job).endedAtMs !== undefined)
  }

  /**
   * Reads a record. If all its jobs were deleted elsewhere, such as by the control page, it goes,
   * too.
   */
  const recordOf = (translation: AzureTranslation): TranslationRecord | undefined => {
    const all = started.get(translation.id) ?? []
    const iterations = all.filter(isThere)
    if (all.length > 0 && iterations.length === 0) return void remove(translation.id)
    const creation = creationOf(translation, iterations)
    return { ...translation, iterations, latest: iterations.at(-1), creation }
  }

  const remove = (id: string): void => {
    for (const job of started.get(id) ?? []) jobs.delete(job.id)
    operations.forget(id)
    started.delete(id)
    translations.delete(id)
  }

  return records
}

/** Keeps the translation or job that each operation has created, by the operation's id. */
function createOperations(isThere: (job: SimulatedJob) => boolean) {
  const all = new Map<string, AzureTranslation | SimulatedJob>()
  return {
    add(operation: string, made: AzureTranslation | SimulatedJob): void {
      all.set(operation, made)
      evictOldest(all, MAX_OPERATIONS)
    },
    made(operation: string): AzureTranslation | SimulatedJob | undefined {
      const made = all.get(operation)
      return made && 'details' in made && !isThere(made) ? undefined : made
    },
    forget(translation: string): void {
      for (const [operation, made] of all) {
        if (made.id === translation || ('details' in made && made.details['translation'] === translation))
          all.delete(operation)
      }
    },
  }
}

export function missing(what: string): never {
  throw new Refusal(404, 'NotFound', `There is no ${what}.`)
}
