import type { Fields } from '../../serving/body.ts'
import { Refusal } from '../../refusal.ts'

/**
 * Requirement of the specification for a value: a pattern of its text, its type, or a list of
 * words.
 */
type Kind = RegExp | 'integer' | 'number' | 'boolean' | 'uri' | readonly string[]

const ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]$/
const LOCALE = /^(?=.{5,16}$)[A-Za-z]{2,4}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|[0-9]{3}))?$/
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const COLOR = /^#?(?:[0-9a-f]{6}|[0-9a-f]{8})$/i

/** Members of `TranslationInput`. */
const TRANSLATION: Readonly<Record<string, Kind>> = {
  sourceLocale: LOCALE,
  targetLocale: LOCALE,
  voiceKind: ['PlatformVoice', 'PersonalVoice'],
  videoFileUrl: 'uri',
  audioFileUrl: 'uri',
  speakerCount: 'integer',
  enableLipSync: 'boolean',
  subtitleMaxCharCountPerSegment: 'integer',
  exportSubtitleInVideo: 'boolean',
  autoCreateFirstIteration: 'boolean',
  inputFileSourceKind: ['AzureStorageBlobManagedIdentity'],
  inputFileAzureStorageBlobManagedIdentityClientId: GUID,
}

/** Members of `IterationInput` except its file. */
const ITERATION: Readonly<Record<string, Kind>> = {
  speakerCount: 'integer',
  subtitleMaxCharCountPerSegment: 'integer',
  exportSubtitleInVideo: 'boolean',
  ttsCustomLexiconFileUrl: 'uri',
  ttsCustomLexiconFileIdInAudioContentCreation: GUID,
  enableVideoSpeedAdjustment: 'boolean',
  enableOcrCorrectionFromSubtitle: 'boolean',
  exportTargetLocaleAdvancedSubtitleFile: 'boolean',
  subtitlePrimaryColor: COLOR,
  subtitleOutlineColor: COLOR,
  subtitleFontSize: 'integer',
  enableEmotionalPlatformVoice: ['Auto', 'Enable', 'Disable'],
  exportAdjustedPromptAudioInWebvtt: 'boolean',
  subtitleVerticalMargin: 'integer',
  adjustBackgroundVolumeMultiplier: 'number',
  pushResultToAzureStorageBlobDirUrl: 'uri',
  pushResultToAzureStorageBlobManagedIdentityClientId: GUID,
}

const WEBVTT: Readonly<Record<string, Kind>> = {
  url: 'uri',
  kind: ['SourceLocaleSubtitle', 'TargetLocaleSubtitle', 'MetadataJson'],
}

/** @throws Refusal 400 */
export function readTranslationInput(value: unknown): Fields {
  const input = readObject(value, 'input')
  require(input, 'input', ['targetLocale', 'voiceKind'])
  check(input, 'input', TRANSLATION)
  const sources = ['videoFileUrl', 'audioFileUrl'].filter((name) => isGiven(input[name]))
  if (sources.length !== 1) throw invalid('input', 'Give either videoFileUrl or audioFileUrl.')
  return input
}

/** @throws Refusal 400 */
export function readIterationInput(value: unknown, where: string): Fields {
  const input = readObject(value, where)
  check(input, where, ITERATION)
  const { webvttFile } = input
  if (!isGiven(webvttFile)) return input
  const file = readObject(webvttFile, `${where}.webvttFile`)
  require(file, `${where}.webvttFile`, ['url', 'kind'])
  check(file, `${where}.webvttFile`, WEBVTT)
  return input
}

/** Checks an id that the client chose. @throws Refusal 400 */
export function readId(value: string | null | undefined, name: string): string {
  if (value && ID.test(value)) return value
  throw invalid(
    name,
    `It must be 3 to 64 letters, digits, ".", "_" or "-", with a letter or digit at both ends.`,
  )
}

export function invalid(target: string, message: string): Refusal {
  return new Refusal(400, 'InvalidRequest', `${target}: ${message}`, { target })
}

function readObject(value: unknown, target: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw invalid(target, 'It must be an object.')
}

function require(fields: Fields, where: string, names: readonly string[]): void {
  const absent = names.find((name) => !isGiven(fields[name]))
  if (absent) throw invalid(`${where}.${absent}`, 'It is required.')
}

/** Checks the members that the specification names, and ignores others. */
function check(fields: Fields, where: string, kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    if (isGiven(fields[name]) && !isA(fields[name], kind))
      throw invalid(`${where}.${name}`, `${JSON.stringify(fields[name])} is not valid.`)
  }
}

function isA(value: unknown, kind: Kind): boolean {
  if (kind instanceof RegExp) return typeof value === 'string' && kind.test(value)
  if (kind === 'uri') return typeof value === 'string' && URL.canParse(value)
  if (kind === 'integer') return Number.isInteger(value)
  return typeof kind === 'string' ? typeof value === kind : kind.some((word) => word === value)
}

/** Whether a value is present. The vendor's sample sends null for absent members. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
