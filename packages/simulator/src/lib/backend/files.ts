import type { Clock } from '../clock.ts'
import { createRandom } from '../random.ts'
import { Refusal } from '../refusal.ts'
import { sendBytes } from './byte-range.ts'
import { contentOf } from './content.ts'
import type { SimulatedJob } from './job.ts'

/** Files of simulated jobs, behind signed links that expire. */
export interface Files {
  /**
   * Makes a link to a small, valid file that says it is simulated.
   * @param name its ending decides the kind of file: mp4, mp3, m4a, wav, flac, srt, vtt, json, bin
   * (what to draw of a sound), else text
   * @param lifeMs life of the link in simulated time; the `urlLifeMs` of the job's scenario wins
   */
  link(job: SimulatedJob, name: string, lifeMs: number): Link
  /**
   * Answers with the file itself, for a face that needs no link.
   * @param range the header `Range`, if the face takes it
   */
  serve(job: SimulatedJob, name: string, range?: string | null): Response
  /**
   * Answers a request to a link.
   * @throws Refusal 403 for a wrong signature or an expired link, 404 for a job that was deleted
   */
  serveLink(id: string, name: string, query: URLSearchParams, range?: string | null): Response
}

/** Path of every link, before the name of the face. */
export const FILES_PATH = '/_files'

/** A link to a simulated file, and when it ends. */
export interface Link {
  url: string
  /** Simulated instant, in milliseconds since 1970. */
  expiresAtMs: number
}

export function createFiles(
  face: string,
  seed: string | number,
  clock: Clock,
  find: (id: string) => SimulatedJob | undefined,
): Files {
  const link = (job: SimulatedJob, name: string, lifeMs: number): Link => {
    const expiresAtMs = clock.nowMs() + Number(job.behaviour.urlLifeMs ?? lifeMs)
    const path = `${FILES_PATH}/${face}/${encodeURIComponent(job.id)}/${encodeURIComponent(name)}`
    const query = `expires=${expiresAtMs}&signature=${sign(job.id, name, String(expiresAtMs))}`
    return { url: `${job.origin}${path}?${query}`, expiresAtMs }
  }

  const serveLink: Files['serveLink'] = (id, name, query, range) => {
    const expires = query.get('expires') ?? ''
    if (query.get('signature') !== sign(id, name, expires))
      throw new Refusal(403, 'bad_signature', 'The signature of this link is wrong.')
    if (Number(expires) <= clock.nowMs()) throw new Refusal(403, 'link_expired', 'This link has expired.')
    const job = find(id)
    if (!job) throw new Refusal(404, 'not_found', 'The file has been deleted.')
    return serve(job, name, range)
  }

  /**
   * The signature rejects links that were not made here. It protects nothing: the seed is public.
   */
  const sign = (...parts: string[]): string => {
    const random = createRandom(seed, 'link', face, ...parts)
    return Array.from({ length: 4 }, () => hexWord(random.next())).join('')
  }

  return { link, serve, serveLink }
}

function serve(job: SimulatedJob, name: string, range?: string | null): Response {
  const { bytes, mediaType } = contentOf(job, name)
  return sendBytes(bytes, mediaType, range)
}

function hexWord(random: number): string {
  return Math.floor(random * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}
