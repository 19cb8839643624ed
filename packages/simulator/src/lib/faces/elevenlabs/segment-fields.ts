import type { Fields } from '../../serving/body.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { wrongField } from './fields.ts'
import { detailsOf } from './project.ts'
import type { Segment } from './segment.ts'

/** Limits of the SDK's documentation of segments. */
const MIN_SECONDS = 0.1
const MAX_SECONDS = 25
const MAX_SEGMENTS = 500
const MAX_TEXT = 5000

/** Reads the segments of a bulk edit, by id. @throws Refusal 422 */
export function readSegments(fields: Fields): [string, Fields][] {
  const { segments } = fields
  const isMap = typeof segments === 'object' && segments !== null && !Array.isArray(segments)
  if (!isMap) throw wrongField('body', 'segments', 'Field required', 'missing')
  const entries = Object.entries(segments)
  if (entries.length === 0 || entries.length > MAX_SEGMENTS)
    throw wrongField('body', 'segments', `Give 1 to ${MAX_SEGMENTS} segments`, 'value_error')
  return entries as [string, Fields][]
}

/** A segment with the given members in place of its own. @throws Refusal 422 */
export function withMembers(segment: Segment, fields: Fields): Segment {
  const { text, speaker_id: speakerId, start_s: start, end_s: end } = fields
  return {
    ...segment,
    ...(text !== undefined && { text: readText(text, 'text') }),
    ...(speakerId !== undefined && { speakerId: readText(speakerId, 'speaker_id') }),
    ...(start !== undefined && { start: readSeconds(start, 'start_s') }),
    ...(end !== undefined && { end: readSeconds(end, 'end_s') }),
  }
}

/** Reads a new segment. Every member is required. @throws Refusal 422 */
export function readSegment(id: string, fields: Fields): Segment {
  for (const name of ['text', 'speaker_id', 'start_s', 'end_s'])
    if (fields[name] === undefined) throw wrongField('body', name, 'Field required', 'missing')
  return withMembers({ id, text: '', speakerId: '', start: 0, end: 0 }, fields)
}

/** Reads a translation; null marks the segment for another one. @throws Refusal 422 */
export function readTranslation(fields: Fields): string | null | undefined {
  const { translation } = fields
  if (translation === undefined || translation === null) return translation
  return readText(translation, 'translation')
}

function readText(value: unknown, name: string): string {
  const fits = typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT
  if (fits) return value
  throw wrongField('body', name, `Give a text of 1 to ${MAX_TEXT} characters`, 'string_type')
}

function readSeconds(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongField('body', name, 'Give a number of seconds', 'float_type')
}

/** @throws Refusal 422 for a segment that is outside, too short or long, or over another */
export function checkSegments(job: SimulatedJob, segments: readonly Segment[]): void {
  const { durationSeconds = Infinity } = job.source
  for (const segment of segments) {
    const { start, end } = segment
    if (start < 0 || end > durationSeconds)
      throw wrongField('body', 'end_s', 'The segment must lie within the source media', 'value_error')
    if (end - start < MIN_SECONDS || end - start > MAX_SECONDS)
      throw wrongField('body', 'end_s', `A segment lasts ${MIN_SECONDS} to ${MAX_SECONDS} s`, 'value_error')
    if (segments.some((other) => overlaps(segment, other)))
      throw wrongField('body', 'start_s', 'The segment overlaps another by the same speaker', 'value_error')
  }
}

function overlaps(one: Segment, other: Segment): boolean {
  if (one.id === other.id || one.speakerId !== other.speakerId) return false
  return one.start < other.end && other.start < one.end
}

/** @throws Refusal 404 */
export function findSegment(job: SimulatedJob, id: string | undefined): Segment {
  const found = detailsOf(job).segments.find((segment) => segment.id === id)
  if (found) return found
  throw new Refusal(404, 'segment_not_found', `The transcript has no segment ${id}.`)
}
