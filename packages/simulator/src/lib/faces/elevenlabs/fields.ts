import type { Fields } from '../../serving/body.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { JobSource } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'

/** Refuses a wrong field with 422, and names its place. */
export function wrongField(where: 'body' | 'query', name: string, message: string, type: string): Refusal {
  return new Refusal(422, 'validation_error', message, { loc: [where, name], type })
}

/** Reads the fields of a form. Another body has no fields, as in the vendor's framework. */
export async function readForm(call: Call): Promise<Fields> {
  const type = call.header('content-type') ?? ''
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)
  return isForm ? await call.fields() : {}
}

/** Reads the members of a JSON body. @throws Refusal 422 for another body */
export async function readJson(call: Call): Promise<Fields> {
  try {
    return await call.json()
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 400) throw error
    throw wrongField('body', 'body', error.message, 'json_invalid')
  }
}

export function readText(fields: Fields, name: string): string | undefined {
  const value = [fields[name]].flat()[0]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Reads a required field. @throws Refusal 422 */
export function requiredText(fields: Fields, name: string): string {
  const text = readText(fields, name)
  if (text === undefined) throw wrongField('body', name, 'Field required', 'missing')
  return text
}

/** Reads a list from repeated fields, from JSON, or from text with commas. */
export function readList(fields: Fields, name: string): string[] {
  const all = [fields[name]].flat().filter((each) => typeof each === 'string')
  return all.flatMap((each) => (each.startsWith('[') ? jsonList(each) : each.split(','))).filter(Boolean)
}

function jsonList(text: string): string[] {
  try {
    return [JSON.parse(text)].flat().map(String)
  } catch {
    return [text]
  }
}

/** A source and its media type. */
export interface DubSource extends JobSource {
  mediaType: string
}

/** Reads the source from either `file` or `source_url`. @throws Refusal 422 for both or neither */
export function readSource(fields: Fields): DubSource {
  const file = [fields['file']].flat().find((each) => each instanceof File)
  const url = readText(fields, 'source_url')
  if (file && url) throw wrongField('body', 'source_url', 'Give file or source_url, not both', 'value_error')
  if (file) return { name: file.name, bytes: file.size, mediaType: file.type || mediaTypeOf(file.name) }
  if (!url) throw wrongField('body', 'file', 'Give file or source_url', 'missing')
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw wrongField('body', 'source_url', 'Give an HTTP(S) URL', 'value_error')
  const { pathname } = new URL(url)
  return { url, name: pathname.slice(pathname.lastIndexOf('/') + 1), mediaType: mediaTypeOf(pathname) }
}

const AUDIO = /\.(mp3|wav|flac|m4a|ogg|aac)$/i

function mediaTypeOf(name: string): string {
  return AUDIO.test(name) ? 'audio/mpeg' : 'video/mp4'
}

const RETRY_AFTER_SECONDS = 5

/** @throws Refusal 429 if the workspace runs its maximum of jobs already */
export function refuseTooMany({ jobs, settings: { concurrentJobs } }: Backend): void {
  const running = jobs.list().filter((job) => jobs.view(job).endedAtMs === undefined)
  if (running.length < concurrentJobs) return
  throw new Refusal(429, 'too_many_concurrent_requests', `At most ${concurrentJobs} dubs may run at once.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  })
}
