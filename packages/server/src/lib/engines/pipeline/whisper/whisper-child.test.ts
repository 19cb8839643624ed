import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeWav } from '../../../media/wav.ts'
import { childFile, createInferenceHost, type InferenceHost } from '../inference/host.ts'
import type { WhisperAnswers, WhisperRequest } from './whisper-messages.ts'

/** Stands for transformers.js: it answers with what it was asked. */
const LIBRARY = `
  const env = {}
  class Tensor { constructor(type, data) { Object.assign(this, { type, data }) } }
  exports.env = env
  exports.Tensor = Tensor
  exports.pipeline = async (task, model, { dtype }) => {
    const recognise = async (samples, { language, max_new_tokens, return_timestamps }) => {
      if (language === 'xx') process.kill(process.pid, 'SIGKILL')
      const asked = [task, model, dtype, env.allowRemoteModels, language, max_new_tokens, return_timestamps]
      return { chunks: [
        { text: asked.join(' '), timestamp: [0, 0.5] },
        { text: String(samples.length), timestamp: [0.5, null] },
      ] }
    }
    recognise.processor = async (samples) => ({ input_features: samples.length })
    recognise.model = async ({ input_features, decoder_input_ids }) => {
      const logits = new Float32Array(50400)
      logits[Number(decoder_input_ids.data[0])] = input_features
      return { logits: { data: logits } }
    }
    recognise.model.generation_config = { decoder_start_token_id: 7, lang_to_id: { '<|en|>': 6, '<|es|>': 7 } }
    return recognise
  }`

const run = { signal: new AbortController().signal, silenceMs: 60_000, group: 'whisper' }
let folder: string
let wav: string
let model: { runtime: string; folder: string; threads: number }
let host: InferenceHost<WhisperRequest, WhisperAnswers>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whisper-'))
  wav = join(folder, 'speech.wav')
  model = { runtime: join(folder, 'library.cjs'), folder: join(folder, 'packs/whisper-base-1'), threads: 2 }
  await writeFile(model.runtime, LIBRARY)
  await writeWav(wav, new Float32Array(16_000 * 4), 16_000)
  host = createInferenceHost(childFile('./whisper-child', import.meta.url))
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

test('the process reads a part of the sound, and gives the times of the whole', async () => {
  const span = { start: 1, end: 3 }
  const { answer } = await host.run({ operation: 'listen', wav, span, language: 'es', model }, run)
  expect(answer.words).toEqual([
    {
      text: 'automatic-speech-recognition whisper-base-1 q8 false es 50 word',
      start: 1,
      end: 1.5,
    },
    { text: '32000', start: 1.5, end: 1.5 },
  ])
})

test('the process joins the parts whose language it identifies', async () => {
  const spans = [
    { start: 0, end: 0.0005 },
    { start: 2, end: 2.0005 },
  ]
  const { answer } = await host.run({ operation: 'identify', wav, spans, model }, run)
  expect(answer).toMatchObject({ language: 'es' })
  // The library answers with the number of samples as the logit of Spanish.
  expect(answer.confidence / answer.noSpeech).toBeCloseTo(Math.exp(16), -5)
})

test('a request whose process dies twice is rejected', async () => {
  const request = { operation: 'listen', wav, span: { start: 0, end: 1 }, language: 'xx', model } as const
  await expect(host.run(request, run)).rejects.toThrow('ended with SIGKILL')
})
