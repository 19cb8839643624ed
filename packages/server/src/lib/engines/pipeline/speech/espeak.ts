import { rm } from 'node:fs/promises'
import { execa } from 'execa'
import { endWithServer } from '../../../processes/end-with-server.ts'
import { EngineError } from '../../../engine-error.ts'
import type { Synthesizer } from '../providers/providers.ts'
import { isSpeakable } from './speakable.ts'
import { trimSilence } from './trim.ts'
import { openWav, writeWav } from '../../../media/wav.ts'

const program = 'espeak-ng'
const wordsPerMinute = 160
// Languages that espeak-ng knows by another code only.
const otherNames: Record<string, string> = { zh: 'cmn', no: 'nb' }

/**
 * Speaks with the espeak-ng of the machine: a hundred languages, and a robot's voice in all of them. The lowest rung,
 * for languages that nothing better speaks.
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
      if (voices.length === 0) return notInstalled
      if (voiceFor(to, voices) === undefined) return unknownLanguage(to)
      return undefined
    },
    async speak(text, { language, speed, path, signal }) {
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits')
      const voice = voiceFor(language, voices)
      if (voice === undefined)
        throw new EngineError('unsupported_language', unknownLanguage(language).message)
      const rate = String(Math.round(wordsPerMinute * speed))
      const raw = `${path}.raw`
      const sayIt = ['-b', '1', '-v', voice, '-s', rate, '-w', raw, '--stdin']
      const speaking = execa(program, sayIt, { input: text, cancelSignal: signal, forceKillAfterDelay: 500 })
      endWithServer(speaking.pid, speaking)
      await speaking.catch((error) => {
        signal.throwIfAborted()
        throw error
      })
      return { ...(await trimmed(raw, path)), retries: 0 }
    },
  }
}

const notInstalled = {
  code: 'missing_program',
  message: 'espeak-ng is not installed: on Debian or Ubuntu run `apt-get install espeak-ng`',
}

function unknownLanguage(to: string) {
  return { code: 'unsupported_language', message: `espeak-ng has no voice for ${to}` }
}

/** Tags of the voices, as `espeak-ng --voices` lists them in its second column; none where it is not installed. */
async function listVoices(): Promise<string[]> {
  const { stdout, failed } = await execa(program, ['--voices'], { reject: false, timeout: 10_000 })
  if (failed) return []
  const tags = stdout
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/)[1] ?? '')
  return [...new Set(tags.filter(Boolean))]
}

/** The voice of the very tag, or of the longest beginning of it. */
function voiceFor(tag: string, voices: string[]): string | undefined {
  const parts = (otherNames[tag.toLowerCase()] ?? tag).toLowerCase().split('-')
  const wanted = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'))
  return wanted.map((name) => voices.find((voice) => voice.toLowerCase() === name)).find(Boolean)
}

async function version(): Promise<string> {
  const { stdout } = await execa(program, ['--version'], { reject: false, timeout: 10_000 })
  return /\d[\d.]+/.exec(stdout ?? '')?.[0] ?? 'unknown'
}

async function trimmed(raw: string, path: string) {
  const wav = await openWav(raw)
  try {
    const spoken = trimSilence(await wav.read(0, wav.samples), wav.sampleRate)
    if (spoken.length === 0) throw new Error('espeak-ng gave nothing but silence')
    await writeWav(path, spoken, wav.sampleRate)
    return { seconds: spoken.length / wav.sampleRate, sampleRate: wav.sampleRate }
  } finally {
    await wav.close()
    await rm(raw, { force: true })
  }
}
