import type { Clock } from '../clock.ts'
import { createRandom } from '../random.ts'
import type { Handler } from '../serving/call.ts'
import { Refusal } from '../serving/refusal.ts'
import { contentOf } from './content.ts'
import type { Job } from './job.ts'

/** Files of simulated jobs, behind links that are signed and expire. */
export interface Files {
  /**
   * A link to a small, valid file that says it is simulated. What kind of file it is, the ending of its name says: mp4, mp3,
   * wav, flac, srt, vtt, json, or else text.
   * @param lifeMs how long it works, in simulated time; the job's scenario may say less.
   */
  link(job: Job, name: string, lifeMs: number): Link
  /** The file itself, for faces that serve it without a link. */
  serve(job: Job, name: string): Response
  /** Answers to the links. */
  readonly route: Readonly<Record<string, Handler>>
}

export interface Link {
  url: string
  /** Simulated, in milliseconds since 1970. */
  expiresAtMs: number
}

export function createFiles(
  face: string,
  seed: string | number,
  clock: Clock,
  find: (id: string) => Job | undefined,
): Files {
  return { link, serve, route: { [`GET /_files/${face}/:id/:name`]: answer } }

  function link(job: Job, name: string, lifeMs: number): Link {
    const expiresAtMs = clock.nowMs() + Number(job.behaviour.urlLifeMs ?? lifeMs)
    const path = `/_files/${face}/${encodeURIComponent(job.id)}/${encodeURIComponent(name)}`
    const query = `expires=${expiresAtMs}&signature=${sign(job.id, name, String(expiresAtMs))}`
    return { url: `${job.origin}${path}?${query}`, expiresAtMs }
  }

  function answer({ params, url }: Parameters<Handler>[0]): Response {
    const { id = '', name = '' } = params
    const expires = url.searchParams.get('expires') ?? ''
    if (url.searchParams.get('signature') !== sign(id, name, expires))
      throw new Refusal(403, 'bad_signature', 'The signature of this link is wrong.')
    if (Number(expires) <= clock.nowMs()) throw new Refusal(403, 'link_expired', 'This link has expired.')
    const job = find(id)
    if (!job) throw new Refusal(404, 'not_found', 'The file has been deleted.')
    return serve(job, name)
  }

  /** Whoever knows the seed can sign: this keeps links from being guessed wrong, and protects nothing. */
  function sign(...parts: string[]): string {
    const random = createRandom(seed, 'link', face, ...parts)
    return Array.from({ length: 4 }, () => hexWord(random.next())).join('')
  }
}

function serve(job: Job, name: string): Response {
  const { bytes, mediaType } = contentOf(job, name)
  return new Response(bytes, {
    headers: { 'content-type': mediaType, 'content-length': String(bytes.byteLength) },
  })
}

function hexWord(random: number): string {
  return Math.floor(random * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}
