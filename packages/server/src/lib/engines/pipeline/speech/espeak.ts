import { rm } from 'node:fs/promises'
import { execa } from 'execa'
import { EngineError } from '../../../engine-error.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import { endWithServer } from '../../../processes/end-with-server.ts'
import type { Synthesizer, Voice } from '../providers/providers.ts'
import { isSpeakable } from './speakable.ts'
import { trimWav } from './trim-wav.ts'
import { ESPEAK_PREFIX } from './voice-names.ts'

const PROGRAM = 'espeak-ng'
const WORDS_PER_MINUTE = 160
/** Languages that espeak-ng knows by another code only. */
const ESPEAK_CODES: Record<string, string> = { zh: 'cmn', no: 'nb' }
/** Languages whose signs it spells by name, one by one, as no listener understands. */
const UNREADABLE = ['zh', 'cmn', 'yue', 'hak', 'ja']

/**
 * Speaks with the installed espeak-ng: a hundred languages, with a robotic voice. It is the last
 * choice, for languages that no other voice speaks.
 */
export async function createEspeakSynthesizer(): Promise<Synthesizer> {
  const voices = await listVoices()
  let known: Promise<string> | undefined
  return {
    name: 'espeak',
    isFree: true,
    languages: voices.filter(canRead),
    voices: async () => voices.filter(canRead).map(describe),
    maxSpeed: 1.4,
    parallel: 2,
    identity: async () => `espeak 1 ${await (known ??= version())}`,
    async missing({ to = '' }) {
      if (!canRead(to)) return unreadable(to)
      if (voices.length === 0) return NOT_INSTALLED
      if (voiceFor(to, voices) === undefined) return unknownLanguage(to)
      return undefined
    },
    async speak(text, { language, voice: name, speed, path, signal }) {
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits.')
      const voice = name?.slice(ESPEAK_PREFIX.length) ?? voiceFor(language, voices)
      if (!canRead(language)) throw new EngineError('unsupported_script', unreadable(language).message)
      if (voice === undefined)
        throw new EngineError('unsupported_language', unknownLanguage(language).message)
      const raw = `${path}.raw`
      const speedArgs = ['-s', String(Math.round(WORDS_PER_MINUTE * speed))]
      try {
        await runEspeak(['-b', '1', '-v', voice, ...speedArgs, '-w', raw, '--stdin'], text, signal)
        return { ...(await trimWav(raw, path, 'espeak-ng')), retries: 0 }
      } finally {
        await rm(raw, { force: true })
      }
    },
  }
}

async function runEspeak(args: string[], input: string, signal: AbortSignal): Promise<void> {
  const speaking = execa(PROGRAM, args, { input, cancelSignal: signal, forceKillAfterDelay: 500 })
  endWithServer(speaking.pid, speaking)
  await speaking.catch((error) => {
    signal.throwIfAborted()
    throw error
  })
}

const NOT_INSTALLED = {
  code: 'missing_program',
  message: 'espeak-ng is not installed. On Debian or Ubuntu run `apt-get install espeak-ng`.',
}

function canRead(tag: string): boolean {
  return !UNREADABLE.includes(primaryLanguage(tag))
}

function unreadable(to: string) {
  const message =
    `No voice of this server can read ${to}: espeak-ng would spell its signs by name. Configure an endpoint that ` +
    'speaks it (VIDEO_TRANSLATION_SPEECH_URL), or make subtitles only (`"only": "subtitles"`).'
  return { code: 'unsupported_script', message }
}

const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })

function describe(tag: string): Voice {
  const licence = 'GPL-3.0-or-later'
  return { name: ESPEAK_PREFIX + tag, title: titleOf(tag), language: tag, licence, ready: true }
}

/** A tag of espeak-ng that is no BCP 47 tag stays as it is. */
function titleOf(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag
  } catch {
    return tag
  }
}

function unknownLanguage(to: string) {
  return { code: 'unsupported_language', message: `espeak-ng has no voice for ${to}.` }
}

/** Tags of the voices, the second column of `espeak-ng --voices`. None if it is missing. */
async function listVoices(): Promise<string[]> {
  const { stdout, failed } = await execa(PROGRAM, ['--voices'], { reject: false, timeout: 10_000 })
  if (failed) return []
  const tags = stdout
    .split('\n')
    .slice(1)
    .flatMap((line) => [line.trim().split(/\s+/)[1] ?? '', ...otherTags(line)])
  return [...new Set(tags.filter(Boolean))]
}

/** Tags that a voice answers to besides its own, e.g. `(fr 5)` for the voice `fr-fr`. */
function otherTags(line: string): string[] {
  return Array.from(line.matchAll(/\((\S+) \d+\)/g), ([, tag = '']) => tag)
}

/** The voice with exactly this tag, else with the longest prefix of it. */
function voiceFor(tag: string, voices: string[]): string | undefined {
  const parts = (ESPEAK_CODES[tag.toLowerCase()] ?? tag).toLowerCase().split('-')
  const prefixes = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'))
  return prefixes.map((name) => voices.find((voice) => voice.toLowerCase() === name)).find(Boolean)
}

async function version(): Promise<string> {
  const { stdout } = await execa(PROGRAM, ['--version'], { reject: false, timeout: 10_000 })
  return /\d[\d.]+/.exec(stdout ?? '')?.[0] ?? 'unknown'
}
