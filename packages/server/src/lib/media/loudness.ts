import type { Span } from './dub-track.ts'
import { ownInput, type SafeInput } from './input.ts'
import { passTimeoutMs } from './limits.ts'
import type { Media } from './media.ts'
import { channelsOfMix, steadySound } from './mix-filter.ts'
import { runFfmpeg } from './run.ts'

export interface SpeechLoudnessRequest {
  input: SafeInput
  media: Media
  /** Index into `media.audio` of the stream that was translated. */
  audio: number
  /** When somebody speaks. Music between the spans may be far louder. */
  spans: readonly Span[]
  signal: AbortSignal
}

export interface DubGainRequest extends Omit<SpeechLoudnessRequest, 'spans'> {
  /** Loudness of the source's speech in LUFS, if it has any. */
  speech: number | undefined
  /** Path of the dub, a mono WAV. */
  dub: string
}

/** Speech is at most so much louder or quieter than the voices of synthesizers. */
const MAX_GAIN_DB = 20
const MIN_GAIN_DB = -40

/** Loudness of the source's speech in LUFS (EBU R128). Undefined if there is none. */
export async function measureSpeechLoudness(request: SpeechLoudnessRequest): Promise<number | undefined> {
  const { input, media, audio, spans } = request
  const stream = media.audio[audio]
  if (!stream || spans.length === 0) return undefined
  const sound = [...input.args, '-map', `0:${stream.index}`]
  const heard = [steadySound(stream.channels, channelsOfMix(stream)), ...onlySpans(spread(spans))]
  return await measureLoudness(sound, heard, limitsOf(request))
}

/** The gain in dB that makes the dub as loud as the speech of the source. */
export async function measureDubGain(request: DubGainRequest): Promise<number> {
  const { media, audio, speech, dub } = request
  const stream = media.audio[audio]
  if (!stream || speech === undefined) return 0
  const filters = [steadySound(1, channelsOfMix(stream))]
  const voice = await measureLoudness(ownInput(dub, 'wav'), filters, limitsOf(request))
  if (voice === undefined) return 0
  return Math.max(MIN_GAIN_DB, Math.min(MAX_GAIN_DB, speech - voice))
}

function limitsOf({ input, media, signal }: Omit<SpeechLoudnessRequest, 'spans'>) {
  return { signal, timeoutMs: passTimeoutMs({ seconds: media.seconds, bytes: input.bytes }) }
}

/** EBU R128 measures nothing below it. ffmpeg prints it for silence. */
const SILENCE_LUFS = -70

/** Integrated loudness in LUFS: silence does not count. Undefined without 0.4 s of sound. */
async function measureLoudness(
  input: readonly string[],
  filters: readonly string[],
  limits: { signal: AbortSignal; timeoutMs: number },
): Promise<number | undefined> {
  const measure = ['ebur128=metadata=1', 'ametadata=mode=print:key=lavfi.r128.I:file=-']
  let loudness = SILENCE_LUFS
  await runFfmpeg({
    args: [...input, '-af', [...filters, ...measure].join(','), '-f', 'null', '-'],
    ...limits,
    onLine: (line) => void (loudness = readLoudness(line) ?? loudness),
  })
  return loudness > SILENCE_LUFS ? loudness : undefined
}

function readLoudness(line: string): number | undefined {
  const match = /^lavfi\.r128\.I=(-?[\d.]+)/.exec(line)
  return match ? Number(match[1]) : undefined
}

/** Spans of a long file that are measured, spread evenly. An expression of ffmpeg has 100 terms. */
const MAX_SPANS = 48

function spread(spans: readonly Span[]): Span[] {
  const step = Math.max(1, spans.length / MAX_SPANS)
  const count = Math.min(spans.length, MAX_SPANS)
  return Array.from({ length: count }, (_, at) => spans[Math.floor(at * step)]).filter(
    (span) => span !== undefined,
  )
}

/** Selection keeps or drops whole frames, so they are made as short as 10 ms. */
function onlySpans(spans: readonly Span[]): string[] {
  const within = spans.map(({ start, end }) => `gte(t,${start.toFixed(3)})*lt(t,${end.toFixed(3)})`)
  return ['asetnsamples=480', `aselect='${within.join('+')}'`, 'asetpts=N/SR/TB']
}
