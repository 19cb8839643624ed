import { openWav } from '../../../media/wav.ts'
import { secondsIn, type TimeSpan } from '../recognition/time-span.ts'
import { readIdentified } from './read-identified.ts'
import { loadWhisper } from './transformers.ts'
import type {
  IdentifyRequest,
  ListenRequest,
  TranslateSpanRequest,
  WhisperAnswers,
} from './whisper-messages.ts'

/** Longest loop that the decoder may get into: fast speech has fewer tokens. */
const TOKENS_PER_SECOND = 15
const SPARE_TOKENS = 20
/** The decoder's own limit, less its first tokens. */
const MAX_TOKENS = 440

export async function identify({ wav, spans, model }: IdentifyRequest): Promise<WhisperAnswers['identify']> {
  const { recognise, Tensor } = await loadWhisper(model)
  const { decoder_start_token_id: start, lang_to_id: languages } = recognise.model.generation_config
  const { input_features } = await recognise.processor(await readSpans(wav, spans))
  const decoder_input_ids = new Tensor('int64', [BigInt(start)], [1, 1])
  const { logits } = await recognise.model({ input_features, decoder_input_ids })
  return readIdentified(logits.data, languages)
}

export async function listen(request: ListenRequest): Promise<WhisperAnswers['listen']> {
  const { wav, span, language, model } = request
  const { recognise } = await loadWhisper(model)
  const { chunks = [] } = await recognise(await readSpans(wav, [span]), {
    language,
    task: 'transcribe',
    return_timestamps: 'word',
    max_new_tokens: Math.min(MAX_TOKENS, Math.round(secondsIn(span) * TOKENS_PER_SECOND) + SPARE_TOKENS),
  })
  const words = chunks.map(({ text, timestamp: [start, end] }) => ({
    text,
    start: span.start + start,
    end: span.start + (end ?? start),
  }))
  return { words }
}

export async function translate(request: TranslateSpanRequest): Promise<WhisperAnswers['translate']> {
  const { wav, span, language, model } = request
  const { recognise } = await loadWhisper(model)
  const { text = '' } = await recognise(await readSpans(wav, [span]), {
    language,
    task: 'translate',
    max_new_tokens: Math.min(MAX_TOKENS, Math.round(secondsIn(span) * TOKENS_PER_SECOND) + SPARE_TOKENS),
  })
  return { text }
}

async function readSpans(path: string, spans: readonly TimeSpan[]): Promise<Float32Array> {
  const wav = await openWav(path)
  try {
    const parts: Float32Array[] = []
    for (const { start, end } of spans) {
      const first = Math.round(start * wav.sampleRate)
      parts.push(await wav.read(first, Math.round(end * wav.sampleRate) - first))
    }
    return joined(parts)
  } finally {
    await wav.close()
  }
}

function joined(parts: Float32Array[]): Float32Array {
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let first = 0
  for (const part of parts) {
    samples.set(part, first)
    first += part.length
  }
  return samples
}
