import type { Logger } from '../logger.ts'
import type { Known } from '../protocol.ts'
import { isFinal, type Target, type TargetStatus, type Translation } from '../translation.ts'
import { meaningOf, type Words } from './meaning.ts'
import { aggregateStatus } from './aggregate-status.ts'

/**
 * What one answer of a server showed of a translation. What it does not tell is left out. `status` stands for what the word means
 * only where another fact says otherwise.
 */
export interface Sighting extends Partial<Omit<Translation, 'id' | 'rawStatus' | 'targets'>> {
  id: string
  /** The server's word for the status of the whole. Default: it follows from the targets. */
  word?: string | number
  targets?: SightedTarget[]
}

/** One language, as an answer showed it. `status` stands for what the word means only where another fact says otherwise. */
export interface SightedTarget extends Partial<Omit<Target, 'language' | 'rawStatus'>> {
  /** BCP 47 tag, or what the server calls it. */
  language: string
  /** The server's word for its status. */
  word: string | number
}

/** How to read the answers of one kind of server. */
export interface Reader {
  name: string
  words: Words
}

/**
 * What was seen, as a translation; undefined when it is as it is known already. A server without versions is given
 * one that grows with every change, and one without times the time when this client first saw it so.
 */
export function translationOf(
  { name, words }: Reader,
  { word, targets: sighted = [], ...seen }: Sighting,
  known: Known | undefined,
  log: Logger,
): Translation | undefined {
  const targets = sighted.map((target) => targetOf(words, seen.id, target, log))
  const whole =
    word === undefined
      ? { status: aggregateStatus(targets.map(({ status }) => status)) }
      : meaningOf(words, word, seen.id, log)
  const { latest } = known ?? {}
  const at = new Date().toISOString()
  const translation: Translation = {
    engine: name,
    source: latest?.source ?? {},
    artifacts: [],
    createdAt: latest?.createdAt ?? at,
    updatedAt: at,
    version: (latest?.version ?? 0) + 1,
    ...whole,
    ...estimateOf(targets),
    ...seen,
    targets,
  }
  if (!latest || !isSame(latest, translation)) return translation
  // An estimate is worth telling, and yet no change: how long it has been so is counted from `updatedAt`.
  const { updatedAt } = latest
  return latest.expectedSeconds === translation.expectedSeconds ? undefined : { ...translation, updatedAt }
}

/** What remains of the whole, where that is known of each language that is not over. */
function estimateOf(targets: readonly Target[]): Pick<Translation, 'expectedSeconds'> {
  const open = targets.filter(({ status }) => !isFinal(status))
  const longest = Math.max(...open.map(({ expectedSeconds = Infinity }) => expectedSeconds))
  return Number.isFinite(longest) ? { expectedSeconds: longest } : {}
}

function targetOf(words: Words, id: string, { word, ...seen }: SightedTarget, log: Logger): Target {
  const { status, ...meant } = meaningOf(words, word, id, log)
  return { artifacts: [], warnings: [], status: status as TargetStatus, ...meant, ...seen }
}

/** Not counting what differs with every look: a signed URL is another one each time, and so is what remains. */
function isSame(one: Translation, other: Translation): boolean {
  return comparable(one) === comparable(other)
}

const PASSING = ['version', 'updatedAt', 'url', 'urlExpiresAt', 'expiresAt', 'expectedSeconds']

function comparable(translation: Translation): string {
  return JSON.stringify(translation, (name, value: unknown) => {
    if (PASSING.includes(name)) return undefined
    return isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted()) : value
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
