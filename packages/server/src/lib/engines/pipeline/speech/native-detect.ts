import { setImmediate as nextTurn } from 'node:timers/promises'
import { openWav, type Wav } from '../../../media/wav.ts'
import { amplify, createLevelMeter } from './level.ts'
import { listenTo } from './listen-to.ts'
import type { DetectRequest, FoundSpeech, SampleRange } from './speech-messages.ts'
import { loadSherpa, type Vad } from './sherpa.ts'

const WINDOW_SAMPLES = 512
const BLOCK_SAMPLES = WINDOW_SAMPLES * 512
/** A quieter speaker is missed beside a loud one. In a shorter gap nobody says a whole phrase. */
const MIN_GAP_SECONDS = 1
/** Shorter finds in an amplified gap are mostly noises. */
const MIN_FIND_SECONDS = 0.25
/** Reads of a whole recording: two to measure and to detect, two in its gaps, one of its speech. */
const READS = 5

type Advance = (samples: number) => void

/**
 * Detects speech block by block, so that hours of sound are never in memory at once. Each pass
 * amplifies the sound first, and the gaps of the first pass get a second one at their own level:
 * the detector misses what is quiet, alone or beside louder speech.
 */
export async function detect(
  request: DetectRequest,
  onProgress: (fraction: number) => void,
): Promise<FoundSpeech> {
  const wav = await openWav(request.wav)
  let read = 0
  const advance = (samples: number) => {
    read += samples
    onProgress(Math.min(1, read / (READS * wav.samples)))
  }
  try {
    const { sampleRate } = wav
    const vad = createVad(request.model, sampleRate)
    const speech = await detectIn(wav, { first: 0, end: wav.samples }, vad, advance)
    const found: SampleRange[] = []
    for (const gap of gapsOf(speech, wav.samples, MIN_GAP_SECONDS * sampleRate)) {
      const quiet = await detectIn(wav, gap, vad, advance)
      found.push(...quiet.filter(({ first, end }) => end - first >= MIN_FIND_SECONDS * sampleRate))
    }
    const all = [...speech, ...found].sort((one, other) => one.first - other.first)
    return { sampleRate, speech: all, ...(await listenTo(wav, all, advance)) }
  } finally {
    await wav.close()
  }
}

/** Long parts between ranges of speech. Without any speech there is no gap to look into again. */
export function gapsOf(speech: readonly SampleRange[], samples: number, shortest: number): SampleRange[] {
  if (speech.length === 0) return []
  const starts = [0, ...speech.map(({ end }) => end)]
  const ends = [...speech.map(({ first }) => first), samples]
  const gaps = starts.map((first, index) => ({ first, end: ends[index] ?? samples }))
  return gaps.filter(({ first, end }) => end - first >= shortest)
}

async function detectIn(wav: Wav, range: SampleRange, vad: Vad, advance: Advance): Promise<SampleRange[]> {
  const meter = createLevelMeter(wav.sampleRate)
  await readBlocks(wav, range, advance, (block) => meter.add(block))
  const gain = meter.gain()
  const speech: SampleRange[] = []
  const take = () => {
    for (const { first, end } of takeFound(vad))
      speech.push({ first: range.first + first, end: Math.min(range.first + end, range.end) })
  }
  await readBlocks(wav, range, advance, (block) => {
    feed(vad, amplify(block, gain))
    take()
  })
  vad.flush()
  take()
  vad.reset()
  return speech
}

async function readBlocks(
  wav: Wav,
  { first, end }: SampleRange,
  advance: Advance,
  use: (block: Float32Array) => void,
): Promise<void> {
  for (let at = first; at < end; at += BLOCK_SAMPLES) {
    const block = await wav.read(at, Math.min(BLOCK_SAMPLES, end - at))
    use(block)
    advance(block.length)
    await nextTurn()
  }
}

/** One serves all ranges: it takes 12 MB and 70 ms, and a lecture has a thousand gaps. */
function createVad(model: string, sampleRate: number): Vad {
  const sileroVad = {
    model,
    threshold: 0.4,
    // Short, so that the caller can choose among the pauses and join the ranges itself.
    minSilenceDuration: 0.15,
    minSpeechDuration: 0.1,
    maxSpeechDuration: 12,
    windowSize: WINDOW_SAMPLES,
  }
  const { Vad } = loadSherpa()
  return new Vad({ sileroVad, sampleRate, numThreads: 1, provider: 'cpu', debug: 0 }, 60)
}

function feed(vad: Vad, samples: Float32Array): void {
  for (let first = 0; first < samples.length; first += WINDOW_SAMPLES) {
    const window = samples.subarray(first, first + WINDOW_SAMPLES)
    // The model accepts whole windows only, so the last one is padded with silence.
    const whole = window.length === WINDOW_SAMPLES ? window : new Float32Array(WINDOW_SAMPLES)
    if (whole !== window) whole.set(window)
    vad.acceptWaveform(whole)
  }
}

function takeFound(vad: Vad): SampleRange[] {
  const found: SampleRange[] = []
  for (; !vad.isEmpty(); vad.pop()) {
    const { start, samples } = vad.front(false)
    found.push({ first: start, end: start + samples.length })
  }
  return found
}
