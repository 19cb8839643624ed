import { setImmediate as breathe } from 'node:timers/promises'
import type { Answers, DetectRequest, Stretch } from './inference-protocol.ts'
import { loadSherpa, type Vad } from './sherpa.ts'
import { openWav } from '../../../media/wav.ts'

const windowSamples = 512
const blockSamples = windowSamples * 512

/** Runs the voice detection over a whole file, block by block: hours of sound never stand in memory at once. */
export async function detect(
  request: DetectRequest,
  onProgress: (fraction: number) => void,
): Promise<Answers['detect']> {
  const wav = await openWav(request.wav)
  const vad = createVad(request.model, wav.sampleRate)
  const stretches: Stretch[] = []
  try {
    for (let first = 0; first < wav.samples; first += blockSamples) {
      feed(vad, await wav.read(first, blockSamples))
      stretches.push(...taken(vad))
      onProgress(Math.min(1, (first + blockSamples) / wav.samples))
      await breathe()
    }
  } finally {
    await wav.close()
  }
  vad.flush()
  stretches.push(...taken(vad))
  return { sampleRate: wav.sampleRate, stretches }
}

function createVad(model: string, sampleRate: number): Vad {
  const sileroVad = {
    model,
    threshold: 0.4,
    // Short, so that the caller can choose among the pauses; joining is its business.
    minSilenceDuration: 0.15,
    minSpeechDuration: 0.1,
    maxSpeechDuration: 12,
    windowSize: windowSamples,
  }
  const { Vad } = loadSherpa()
  return new Vad({ sileroVad, sampleRate, numThreads: 1, provider: 'cpu', debug: 0 }, 60)
}

function feed(vad: Vad, samples: Float32Array): void {
  for (let first = 0; first < samples.length; first += windowSamples) {
    const window = samples.subarray(first, first + windowSamples)
    // The last window of a file is filled up with silence: the model takes whole ones only.
    const whole = window.length === windowSamples ? window : new Float32Array(windowSamples)
    if (whole !== window) whole.set(window)
    vad.acceptWaveform(whole)
  }
}

function taken(vad: Vad): Stretch[] {
  const stretches: Stretch[] = []
  for (; !vad.isEmpty(); vad.pop()) {
    const { start, samples } = vad.front(false)
    stretches.push({ first: start, end: start + samples.length })
  }
  return stretches
}
