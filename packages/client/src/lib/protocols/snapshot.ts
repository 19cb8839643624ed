import type { Logger } from '../logger.ts'
import { isFinal, type Target, type TargetStatus, type Translation } from '../translation.ts'
import { aggregateStatus } from './aggregate-status.ts'
import { asObject } from './parse.ts'
import { mapStatus, type StatusMap } from './status-map.ts'

/**
 * A translation as one response showed it. Leave out what the response does not say.
 * Set `status` only if another fact overrules `rawStatus`.
 */
export interface VendorSnapshot extends Partial<Omit<Translation, 'id' | 'rawStatus' | 'targets'>> {
  id: string
  /**
   * The server's word for the status of the whole. Default: the status follows from the targets.
   */
  rawStatus?: string | number
  targets?: TargetSnapshot[]
}

/** One target as a response showed it. Set `status` only if another fact overrules `rawStatus`. */
export interface TargetSnapshot extends Partial<Omit<Target, 'language' | 'rawStatus'>> {
  /** BCP 47 tag, or the server's own name for the language. */
  language: string
  /** The server's word for the status of the target. */
  rawStatus: string | number
}

/** The parts of a protocol that turn a snapshot into a translation. */
interface SnapshotReader {
  name: string
  words: StatusMap
}

/**
 * Turns a snapshot into a translation, or undefined if nothing has changed. A server without
 * versions gets one that grows with every change; one without times gets this client's time.
 */
export function toTranslation(
  { name, words }: SnapshotReader,
  { rawStatus, targets: targetSnapshots = [], ...facts }: VendorSnapshot,
  latest: Translation | undefined,
  log: Logger,
): Translation | undefined {
  const targets = targetSnapshots.map((target) => toTarget(words, facts.id, target, log))
  const whole =
    rawStatus === undefined
      ? { status: aggregateStatus(targets.map(({ status }) => status)) }
      : mapStatus(words, rawStatus, facts.id, log)
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
    ...facts,
    targets,
  }
  if (!latest || !isSame(latest, translation)) return translation
  // A new estimate alone must not reset `updatedAt`: the age of a status is measured from it.
  const { updatedAt } = latest
  return latest.expectedSeconds === translation.expectedSeconds ? undefined : { ...translation, updatedAt }
}

function toTarget(
  words: StatusMap,
  id: string,
  { rawStatus, ...facts }: TargetSnapshot,
  log: Logger,
): Target {
  const { status, ...mapped } = mapStatus(words, rawStatus, id, log)
  return { artifacts: [], warnings: [], status: status as TargetStatus, ...mapped, ...facts }
}

/** The longest estimate, if every unfinished target has one. */
function estimateOf(targets: readonly Target[]): Pick<Translation, 'expectedSeconds'> {
  const open = targets.filter(({ status }) => !isFinal(status))
  const longest = Math.max(...open.map(({ expectedSeconds = Infinity }) => expectedSeconds))
  return Number.isFinite(longest) ? { expectedSeconds: longest } : {}
}

function isSame(one: Translation, other: Translation): boolean {
  return comparable(one) === comparable(other)
}

/** Fields that differ in each response without a change, e.g. a signed URL. */
const VOLATILE_FIELDS = ['version', 'updatedAt', 'url', 'urlExpiresAt', 'expiresAt', 'expectedSeconds']

function comparable(translation: Translation): string {
  return JSON.stringify(translation, (name, value: unknown) => {
    if (VOLATILE_FIELDS.includes(name)) return undefined
    const object = asObject(value)
    return object ? Object.fromEntries(Object.entries(object).toSorted()) : value
  })
}
