import type { Failure } from 'video-translation-client'
import { EngineError } from '../../engine-error.ts'
import type { EngineRequest, Refusal } from '../engine.ts'
import { chooseDetector, chooseTranscriber, type Choice, knows, type Providers } from './providers/choose.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import type { Missing, Translator } from './providers/providers.ts'
import { UNDETERMINED } from './abilities.ts'
import {
  chooseTranslation,
  hasTranscript,
  hasTranslation,
  languageOfTranscript,
  refuseSubtitles,
} from './given-subtitles.ts'
import { findMediaProblem, type MediaSettings } from './media-tools.ts'
import { refuseBurnIn } from './burn-in-options.ts'
import { refusePageAddress } from './page-address.ts'
import { parseRange } from './range.ts'
import { refuseSpeakers } from './speakers/refuse-speakers.ts'
import { readOptions, refuseOptions, type TaskOptions } from './options.ts'
import { refuseStretch } from './stretch-options.ts'
import { refuseStrayVoices, wantedVoices } from './wanted-voices.ts'

/** Finds everything in a request that would fail later, each with what to install or configure. */
export async function checkRequest(
  request: EngineRequest,
  providers: Providers & MediaSettings,
): Promise<Refusal[]> {
  const badOptions = refuseOptions(request.options)
  if (badOptions.length > 0) return badOptions
  const options = readOptions(request.options)
  const badInput = [
    ...refuseUrl(request.url),
    ...refuseRange(options),
    ...refuseStrayVoices(options, request.to),
    ...(await refuseSpeakers(options, providers.diarizer)),
    ...(await refuseSubtitles(options, request)),
  ]
  if (badInput.length > 0) return badInput
  const media = await findMediaProblem(providers)
  if (media) return [{ ...media, pointer: '/engine', isLocal: true }]
  const burnIn = await refuseBurnIn(options, request)
  if (burnIn.length > 0) return burnIn
  const stretch = await refuseStretch(options)
  if (stretch.length > 0) return stretch
  const from = request.from ?? languageOfTranscript(options, request.to)
  return from === undefined
    ? await checkUndetected(request, providers)
    : await checkLanguages({ ...request, from }, providers)
}

/** Finds everything that keeps speech in the language `from` from being translated. */
export async function checkLanguages(
  { from, to, options }: Pick<EngineRequest, 'to' | 'options'> & { from: string },
  providers: Providers,
): Promise<Refusal[]> {
  const taskOptions = readOptions(options)
  const targets = to.map((tag, at) => checkTarget(from, tag, `/to/${at}`, taskOptions, providers))
  const recognised = hasTranscript(taskOptions, to)
    ? []
    : refusalOf(await chooseTranscriber(providers.transcribers, from), '/from')
  return [...recognised, ...(await Promise.all(targets)).flat()]
}

function refuseUrl(url: string | undefined): Refusal[] {
  const message = url === undefined ? undefined : refusePageAddress(url)
  return message === undefined ? [] : [{ code: 'page_address', pointer: '/source/url', message }]
}

/** A part begins at the key frame before it, so times of the whole cannot be shifted either. */
function refuseRange({ range, subtitles, speakers }: TaskOptions): Refusal[] {
  if (range === undefined) return []
  const pointer = '/options/range'
  if (!parseRange(range)) return [{ code: 'invalid_option', pointer, message: 'It ends before it begins.' }]
  const other = subtitles ? 'subtitles' : speakers === undefined ? undefined : 'a file of speakers'
  const message = `A part of the source cannot be used with ${other}, whose times are those of the whole.`
  return other === undefined ? [] : [{ code: 'invalid_option', pointer, message }]
}

async function checkTarget(
  from: string,
  to: string,
  pointer: string,
  options: TaskOptions,
  providers: Providers,
): Promise<Refusal[]> {
  if (options.only === 'transcript') return []
  const same = findSameLanguage(from, to)
  if (same) return [{ ...same, pointer }]
  const pair = { from, to }
  const translation = await chooseTranslation(options, pair, providers)
  return [
    ...refusalOf(translation, options.translator === undefined ? pointer : '/options/translator'),
    ...(await checkVoice(pair, pointer, options, providers)),
  ]
}

async function checkVoice(
  pair: { from: string; to: string },
  pointer: string,
  options: TaskOptions,
  { synthesizers }: Providers,
): Promise<Refusal[]> {
  const { only, synthesizer } = options
  if (only === 'subtitles') return []
  const wanted = wantedVoices(options, pair.to)
  const named = wanted.map(async ({ voice, pointer: at }) => {
    const refusals = refusalOf(await chooseSynthesizer(synthesizers, pair, { synthesizer, voice }), at)
    return refusals.map((refusal) => (refusal.code === 'unknown_voice' ? { ...refusal, voice } : refusal))
  })
  const refusals = (await Promise.all(named)).flat()
  if (wanted.some(({ speaker }) => speaker === undefined)) return refusals
  const usual = await chooseSynthesizer(synthesizers, pair, { synthesizer })
  return [...refusals, ...refusalOf(usual, synthesizer === undefined ? pointer : '/options/synthesizer')]
}

/** @throws EngineError if the source, whose language was detected, is already in the target's. */
export function refuseSameLanguage({ from, to }: { from: string; to: string }): void {
  const same = findSameLanguage(from, to)
  if (same) throw new EngineError(same.code, same.message)
}

function findSameLanguage(from: string, to: string): Failure | undefined {
  if (from.toLowerCase() !== to.toLowerCase()) return undefined
  return { code: 'same_language', message: `The source is already in ${to}.` }
}

/** Checks what is known before the language is detected: the detector and the targets. */
async function checkUndetected({ to, options }: EngineRequest, providers: Providers): Promise<Refusal[]> {
  const detector = await chooseDetector(providers.transcribers)
  if ('failure' in detector) return [{ ...refuseUnknownSource(detector.failure), isLocal: true }]
  const taskOptions = readOptions(options)
  if (taskOptions.only === 'transcript') return []
  const checks = to.map(async (tag, at) => {
    const voice = await checkVoice({ from: UNDETERMINED, to: tag }, `/to/${at}`, taskOptions, providers)
    const isTarget =
      hasTranslation(taskOptions, tag) ||
      (await canTranslateInto(tag, providers.translators, taskOptions.translator))
    return [...voice, ...(isTarget ? [] : [{ ...refuseTarget(tag, at), isLocal: true }])]
  })
  return (await Promise.all(checks)).flat()
}

async function canTranslateInto(
  to: string,
  translators: readonly Translator[],
  name: string | undefined,
): Promise<boolean> {
  const candidates = translators.filter((translator) => name === undefined || translator.name === name)
  const pairs = (await Promise.all(candidates.map((translator) => translator.pairs()))).flat()
  return pairs.some((pair) => knows(pair.to, to))
}

function refuseTarget(to: string, at: number): Refusal {
  const message =
    `No installed translator translates into ${to}. Set \`from\` to learn what to install, or configure a chat ` +
    'endpoint: VIDEO_TRANSLATION_CHAT_URL and VIDEO_TRANSLATION_CHAT_MODEL.'
  return { code: 'unsupported_language_pair', pointer: `/to/${at}`, message }
}

function refuseUnknownSource({ message: remedy, ...missing }: Missing): Refusal {
  const message = `Set \`from\` to the language that is spoken in the source, because this server cannot detect it. ${remedy}`
  return { ...missing, code: 'language_required', pointer: '/from', message }
}

function refusalOf(choice: Choice<unknown>, pointer: string): Refusal[] {
  return 'failure' in choice ? [{ ...choice.failure, pointer, isLocal: true }] : []
}
