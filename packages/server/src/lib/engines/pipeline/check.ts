import { primaryLanguage } from '../../media/languages.ts'
import type { EngineRequest, Refusal } from '../engine.ts'
import {
  chooseSynthesizer,
  chooseTranscriber,
  chooseTranslator,
  type Choice,
  type Providers,
} from './providers/choose.ts'
import { findMediaProblem, type MediaSettings } from './media-tools.ts'
import { readOptions, refuseOptions, type TaskOptions } from './options.ts'

/** Finds everything in a request that would fail later, each with what to install or configure. */
export async function checkRequest(
  request: EngineRequest,
  providers: Providers & MediaSettings,
): Promise<Refusal[]> {
  const media = await findMediaProblem(providers)
  if (media) return [{ ...media, pointer: '/engine' }]
  const badOptions = refuseOptions(request.options)
  if (badOptions.length > 0) return badOptions
  const { from, to } = request
  if (from === undefined) return [refuseUnknownSource(providers)]
  const transcriber = await chooseTranscriber(providers.transcribers, from)
  const targets = to.map((tag, at) =>
    checkTarget(from, tag, `/to/${at}`, readOptions(request.options), providers),
  )
  return [...refusalOf(transcriber, '/from'), ...(await Promise.all(targets)).flat()]
}

async function checkTarget(
  from: string,
  to: string,
  pointer: string,
  options: TaskOptions,
  providers: Providers,
): Promise<Refusal[]> {
  if (from.toLowerCase() === to.toLowerCase()) {
    return [{ code: 'same_language', pointer, message: `The source is already in ${to}.` }]
  }
  const pair = { from, to }
  const translator = await chooseTranslator(providers.translators, pair, options.translator)
  const synthesizer = await chooseSynthesizer(providers.synthesizers, pair, options.synthesizer)
  return [
    ...refusalOf(translator, options.translator === undefined ? pointer : '/options/translator'),
    ...refusalOf(synthesizer, options.synthesizer === undefined ? pointer : '/options/synthesizer'),
  ]
}

function refuseUnknownSource({ transcribers }: Providers): Refusal {
  const known = [...new Set(transcribers.flatMap(({ languages }) => languages.map(primaryLanguage)))]
  return {
    code: 'language_required',
    pointer: '/from',
    message: `Set \`from\` to the language that is spoken in the source; it is not detected. This server recognises ${known.join(', ')}.`,
  }
}

function refusalOf(choice: Choice<unknown>, pointer: string): Refusal[] {
  return 'failure' in choice ? [{ ...choice.failure, pointer }] : []
}
