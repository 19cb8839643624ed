import { setImmediate as nextTurn } from 'node:timers/promises'
import { openWav } from '../../../media/wav.ts'
import type { SpeechAnswers, DetectRequest, SampleRange } from './speech-protocol.ts'
import { loadSherpa, type Vad } from './sherpa.ts'

const WINDOW_SAMPLES = 512
const BLOCK_SAMPLES = WINDOW_SAMPLES * 512

/** Detects speech block by block, so that hours of sound are never in memory at once. */
export async function detect(
  request: DetectRequest,
  onProgress: (fraction: number) => void,
): Promise<SpeechAnswers['detect']> {
  const wav = await openWav(request.wav)
  const vad = createVad(request.model, wav.sampleRate)
  const speech: SampleRange[] = []
  try {
    for (let first = 0; first < wav.samples; first += BLOCK_SAMPLES) {
      feed(vad, await wav.read(first, BLOCK_SAMPLES))
      speech.push(...takeFound(vad))
      onProgress(Math.min(1, (first + BLOCK_SAMPLES) / wav.samples))
      await nextTurn()
    }
  } finally {
    await wav.close()
  }
  vad.flush()
  speech.push(...takeFound(vad))
  return { sampleRate: wav.sampleRate, speech }
}

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
