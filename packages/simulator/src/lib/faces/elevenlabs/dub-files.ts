import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'

/** Creates the routes of the files of a dub, which need the API key and have no links. */
export function createDubFileRoutes(
  { files }: Backend,
  find: (call: Call) => SimulatedJob,
): Readonly<Record<string, Handler>> {
  return {
    'GET /v1/dubbing/:id/audio/:language': (call) => {
      const { job, language } = dubbed(call, find(call))
      const isAudio = String(job.details['mediaType']).startsWith('audio/')
      return files.serve(job, `${language}.${isAudio ? 'mp3' : 'mp4'}`)
    },
    'GET /v1/dubbing/:id/transcript/:language': async (call) => {
      const { job, language } = dubbed(call, find(call), 'source')
      const format = call.url.searchParams.get('format_type') ?? 'srt'
      if (format === 'json') return Response.json(transcriptOf(language))
      const file = files.serve(job, `${language}.${endingOf(format)}`)
      return new Response(file.body, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    },
    'GET /v1/dubbing/:id/transcripts/:language/format/:format': async (call) => {
      const { job, language } = dubbed(call, find(call), 'source')
      const { format = '' } = call.params
      const file = format !== 'json' && files.serve(job, `${language}.${endingOf(format)}`)
      const content = file ? await file.text() : transcriptOf(language)
      return Response.json({
        transcript_format: format,
        srt: null,
        webvtt: null,
        json: null,
        [format]: content,
      })
    },
  }
}

/**
 * Requires a finished dub.
 * @throws Refusal 425 before its end, 404 for a language that it does not have
 */
function dubbed(call: Call, job: SimulatedJob, ...others: string[]): { job: SimulatedJob; language: string } {
  const { language = '' } = call.params
  const languages = [...job.targets.map((target) => target.language), ...others]
  if (!languages.includes(language))
    throw new Refusal(404, 'language_not_found', `The dubbing has no language ${language}.`)
  // The answer reveals the status of the dub, so this is a status request.
  if (!call.countRequest(job).targets.every(({ hasFiles }) => hasFiles))
    throw new Refusal(425, 'dubbing_not_dubbed', 'Dubbing has not finished yet.')
  return { job, language }
}

const ENDINGS: Readonly<Record<string, string>> = { srt: 'srt', webvtt: 'vtt' }

function endingOf(format: string): string {
  const ending = Object.hasOwn(ENDINGS, format) ? ENDINGS[format] : undefined
  if (ending) return ending
  throw new Refusal(422, 'validation_error', 'Give srt, webvtt or json', {
    loc: ['path', 'format_type'],
    type: 'enum',
  })
}

/** Writes a `DubbingTranscript` of the SDK. */
function transcriptOf(language: string) {
  const [startSeconds, endSeconds] = [0, 2]
  return {
    language,
    utterances: [
      {
        text: 'Simulated. Nothing was translated.',
        speaker_id: 'speaker_0',
        start_s: startSeconds,
        end_s: endSeconds,
        words: [],
      },
    ],
  }
}
