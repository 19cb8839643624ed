import { isFinal, type TranslationStatus } from 'video-translation-client'
import type { FinalState, FinalTranslation, Recorded } from './history.ts'

/** A promise that a history breaks. */
export interface Violation {
  promise:
    | 'nothing acknowledged is lost'
    | 'a key makes one translation'
    | 'a cancel holds'
    | 'a task ends once'
    | 'an attempt runs once'
    | 'a reader never goes back'
    | 'the final state is one'
    | 'a stream ends with the final state'
    | 'artifacts are those of the attempt that completed'
    | 'webhooks come in order'
    | 'the final webhook comes'
    | 'all ends'
    | 'a backup has what was acknowledged before it'
    | 'a backup knows nothing later than itself'
    | 'files without a row are listed'
    | 'a restored server goes on'
  /** The translation, task or message, and what was found. */
  about: string
}

type Of<Op extends Recorded['op']> = Extract<Recorded, { op: Op }>

/** Judges a history and the state after it. Empty: every promise was kept. */
export function judge(history: Recorded[], state: FinalState): Violation[] {
  const byId = new Map(state.translations.map((each) => [each.id, each]))
  return [
    ...judgeCreates(of(history, 'create'), state, byId),
    ...judgeCancels(of(history, 'cancel'), byId),
    ...state.translations.flatMap(judgeTasks),
    ...judgeRuns(of(history, 'run')),
    ...judgeReaders(of(history, 'seen'), byId),
    ...judgeStreams(of(history, 'stream-ended'), of(history, 'seen'), byId),
    ...judgeArtifacts(of(history, 'put'), state),
    ...judgeWebhooks(of(history, 'webhook'), state),
  ]
}

function of<Op extends Recorded['op']>(history: Recorded[], op: Op): Of<Op>[] {
  return history.filter((record): record is Of<Op> => record.op === op)
}

type ById = Map<string, FinalTranslation>

function judgeCreates(creates: Of<'create'>[], { translations }: FinalState, byId: ById): Violation[] {
  const lost = creates.filter(({ id }) => id !== undefined && !byId.has(id))
  const ids = [
    ...creates.flatMap(({ key, id }) => (id === undefined ? [] : [{ key, id }])),
    ...translations.map(({ key, id }) => ({ key, id })),
  ]
  const byKey = Map.groupBy(ids, ({ key }) => key)
  const twice = [...byKey].filter(([, all]) => new Set(all.map(({ id }) => id)).size > 1)
  return [
    ...lost.map(({ id }) => ({ promise: 'nothing acknowledged is lost' as const, about: `${id}` })),
    ...twice.map(([key]) => ({ promise: 'a key makes one translation' as const, about: key })),
  ]
}

function judgeCancels(cancels: Of<'cancel'>[], byId: ById): Violation[] {
  const forgotten = cancels.filter(({ id }) => byId.get(id)?.isCanceled === false)
  return forgotten.map(({ id }) => ({ promise: 'a cancel holds', about: id }))
}

function judgeTasks({ id, status, tasks }: FinalTranslation): Violation[] {
  const twice = tasks.filter(({ ends }) => ends > 1)
  const open = [status, ...tasks.map((task) => task.status)].filter(
    (each) => !isFinal(each as TranslationStatus),
  )
  return [
    ...twice.map((task) => ({
      promise: 'a task ends once' as const,
      about: `${task.id} ended ${task.ends} times`,
    })),
    ...(open.length > 0 ? [{ promise: 'all ends' as const, about: `${id} is ${open.join(', ')}` }] : []),
  ]
}

/** A claim raises the attempt, so two workers with one attempt have one lease. */
function judgeRuns(runs: Of<'run'>[]): Violation[] {
  const byAttempt = Map.groupBy(runs, ({ task, attempt }) => `${task} attempt ${attempt}`)
  return [...byAttempt]
    .filter(([, all]) => all.length > 1)
    .map(([about]) => ({ promise: 'an attempt runs once', about }))
}

/** Versions of one reader never fall, and all readers see one final state. */
function judgeReaders(seen: Of<'seen'>[], byId: ById): Violation[] {
  const violations: Violation[] = []
  for (const states of Map.groupBy(seen, ({ reader, id }) => `${reader} of ${id}`).values()) {
    const back = states.find((state, at) => state.version < (states[at - 1]?.version ?? 0))
    if (back) violations.push({ promise: 'a reader never goes back', about: aboutState(back) })
  }
  const finals = seen.filter(({ status }) => isFinal(status as TranslationStatus))
  const wrong = finals.filter(({ id, status }) => byId.has(id) && byId.get(id)?.status !== status)
  return [
    ...violations,
    ...wrong.map((state) => ({ promise: 'the final state is one' as const, about: aboutState(state) })),
  ]
}

function aboutState({ reader, id, version, status }: Of<'seen'>): string {
  return `${reader} saw ${id} at version ${version} as ${status}`
}

function judgeStreams(ended: Of<'stream-ended'>[], seen: Of<'seen'>[], byId: ById): Violation[] {
  return ended.flatMap(({ reader, id }) => {
    const last = seen.findLast((state) => state.reader === reader && state.id === id)
    if (last?.status === byId.get(id)?.status) return []
    return [{ promise: 'a stream ends with the final state', about: `${reader} of ${id}: ${last?.status}` }]
  })
}

/** What a client gets was stored whole by the attempt that the row says completed the task. */
function judgeArtifacts(puts: Of<'put'>[], { translations }: FinalState): Violation[] {
  return translations.flatMap(({ artifacts, tasks }) =>
    artifacts.flatMap(({ task: id, name, text }) => {
      const winner = tasks.find((task) => task.id === id)
      const stored = puts.find(
        (put) => put.task === id && put.attempt === winner?.attempt && put.name === name,
      )
      if (stored?.text === text) return []
      return [
        { promise: 'artifacts are those of the attempt that completed', about: `${id} ${name}: ${text}` },
      ]
    }),
  )
}

/** Repeats of a message are allowed: each arrives at least once. */
function judgeWebhooks(webhooks: Of<'webhook'>[], { translations }: FinalState): Violation[] {
  const violations: Violation[] = []
  const byTranslation = Map.groupBy(webhooks, ({ id }) => id)
  for (const [id, all] of byTranslation) {
    const firsts = all.filter((each, at) => all.findIndex(({ message }) => message === each.message) === at)
    const back = firsts.find((each, at) => each.version < (firsts[at - 1]?.version ?? 0))
    if (back) violations.push({ promise: 'webhooks come in order', about: `${id} version ${back.version}` })
  }
  for (const { id, status } of translations) {
    const last = byTranslation
      .get(id)
      ?.toSorted((one, other) => one.version - other.version)
      .at(-1)
    if (last?.status !== status)
      violations.push({ promise: 'the final webhook comes', about: `${id}: ${last?.status}, not ${status}` })
  }
  return violations
}
