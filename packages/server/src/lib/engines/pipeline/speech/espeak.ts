import { rm } from 'node:fs/promises'
import { execa } from 'execa'
import { EngineError } from '../../../engine-error.ts'
import { openWav, writeWav } from '../../../media/wav.ts'
import { endWithServer } from '../../../processes/end-with-server.ts'
import type { Synthesizer } from '../providers/providers.ts'
import { isSpeakable } from './speakable.ts'
import { trimSilence } from './trim.ts'

const PROGRAM = 'espeak-ng'
const WORDS_PER_MINUTE = 160
/** Languages that espeak-ng knows by another code only. */
const ESPEAK_CODES: Record<string, string> = { zh: 'cmn', no: 'nb' }

/**
 * Speaks with the installed espeak-ng: a hundred languages, with a robotic voice. It is the last
 * choice, for languages that no other voice speaks.
 */
export async function createEspeakSynthesizer(): Promise<Synthesizer> {
  const voices = await listVoices()
  return {
    name: 'espeak',
    languages: voices,
    maxSpeed: 1.4,
    parallel: 2,
    identity: async () => `espeak 1 ${await version()}`,
    async missing({ to = '' }) {
      if (voices.length === 0) return NOT_INSTALLED
      if (voiceFor(to, voices) === undefined) return unknownLanguage(to)
      return undefined
    },
    async speak(text, { language, speed, path, signal }) {
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits.')
      const voice = voiceFor(language, voices)
      if (voice === undefined)
        throw new EngineError('unsupported_language', unknownLanguage(language).message)
      const raw = `${path}.raw`
      const speedArgs = ['-s', String(Math.round(WORDS_PER_MINUTE * speed))]
      await runEspeak(['-b', '1', '-v', voice, ...speedArgs, '-w', raw, '--stdin'], text, signal)
      return { ...(await trimmed(raw, path)), retries: 0 }
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

async function trimmed(raw: string, path: string) {
  const wav = await openWav(raw)
  try {
    const speech = trimSilence(await wav.read(0, wav.samples), wav.sampleRate)
    if (speech.length === 0) throw new Error('espeak-ng produced only silence.')
    await writeWav(path, speech, wav.sampleRate)
    return { seconds: speech.length / wav.sampleRate, sampleRate: wav.sampleRate }
  } finally {
    await wav.close()
    await rm(raw, { force: true })
  }
}
