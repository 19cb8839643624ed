import { Refusal } from '../../serving/refusal.ts'
import type { Job } from '../../world/job.ts'
import type { World } from '../../world/world.ts'

/** A translation as Azure has it: the source and one target locale, and what translates it. */
export interface Translation {
  readonly id: string
  readonly operation: string
  readonly createdAtMs: number
  /** What its `PUT` said. */
  readonly body: Readonly<Record<string, unknown>>
  readonly input: Readonly<Record<string, unknown>>
}

/** A translation with its iterations, each of which is a simulated job, in the order of their creation. */
export interface TranslationRecord extends Translation {
  readonly iterations: readonly Job[]
  readonly latest: Job | undefined
}

/** What the jobs of the world do not hold: translations, which may have no iteration yet, and operations. */
export interface Records {
  /** @throws Refusal 404 */
  get(id: string | undefined): TranslationRecord
  find(id: string): TranslationRecord | undefined
  /** Newest first. */
  list(): TranslationRecord[]
  add(translation: Translation): TranslationRecord
  addIteration(record: TranslationRecord, job: Job, operation?: string): void
  /** @throws Refusal 404 */
  iteration(ids: Readonly<Record<string, string>>): Job
  delete(record: TranslationRecord): void
  /** What an operation has created. */
  made(operation: string): Translation | Job | undefined
}

// A server that is left running for weeks must not grow: beyond that, the oldest are forgotten.
const MOST_TRANSLATIONS = 10_000

export function createRecords({ jobs }: World): Records {
  const translations = new Map<string, Translation>()
  const started = new Map<string, Job[]>()
  const operations = new Map<string, Translation | Job>()
  const records: Records = {
    get: (id = '') => records.find(id) ?? missing(`translation ${id}`),
    find(id) {
      const translation = translations.get(id)
      return translation && recordOf(translation)
    },
    list: () => [...translations.values()].toReversed().flatMap((each) => recordOf(each) ?? []),
    add(translation) {
      translations.set(translation.id, translation)
      operations.set(translation.operation, translation)
      const [oldest] = translations.values()
      if (oldest && translations.size > MOST_TRANSLATIONS) remove(oldest)
      return { ...translation, iterations: [], latest: undefined }
    },
    addIteration({ id }, job, operation) {
      started.set(id, [...(started.get(id) ?? []), job])
      if (operation) operations.set(operation, job)
    },
    iteration: ({ translation, iteration }) =>
      records.get(translation).iterations.find(({ details }) => details['iteration'] === iteration) ??
      missing(`iteration ${iteration} of the translation ${translation}`),
    delete: remove,
    made: (operation) => operations.get(operation),
  }
  return records

  /** Whoever deletes a job behind this face's back has deleted the translation. */
  function recordOf(translation: Translation): TranslationRecord | undefined {
    const all = started.get(translation.id) ?? []
    const iterations = all.filter((job) => jobs.get(job.id) === job)
    if (all.length > 0 && iterations.length === 0) return void remove(translation)
    return { ...translation, iterations, latest: iterations.at(-1) }
  }

  function remove({ id }: Translation): void {
    for (const job of started.get(id) ?? []) jobs.delete(job.id)
    for (const [operation, made] of operations) {
      if (made.id === id || ('details' in made && made.details['translation'] === id))
        operations.delete(operation)
    }
    started.delete(id)
    translations.delete(id)
  }
}

export function missing(what: string): never {
  throw new Refusal(404, 'NotFound', `There is no ${what}.`)
}
