import { bergamotPacks } from './bergamot.ts'
import {
  KOKORO_FILES,
  KOKORO_FULL_FILES,
  MOONSHINE_ENGLISH_FILES,
  MOONSHINE_SPANISH_FILES,
  SILERO_FILES,
} from './catalogue-files.ts'
import { ESPEAK_FILES } from './espeak-files.ts'
import type { Pack } from './pack.ts'
import { piperPacks } from './piper.ts'
import { PARAKEET_FILES, SENSE_VOICE_FILES, SHERPA_WHISPER_FILES, SPEAKER_FILES } from './recogniser-files.ts'
import { WHISPER_FILES } from './whisper-files.ts'

const SPEECH_PACKS: readonly Pack[] = [
  {
    name: 'silero-vad',
    description: 'Silero VAD v5: detects speech',
    licence: 'MIT',
    licenceUrl: 'https://github.com/snakers4/silero-vad/blob/master/LICENSE',
    files: SILERO_FILES,
  },
  {
    name: 'moonshine-base-en',
    description: 'Moonshine base, quantised: recognises English speech',
    licence: 'MIT',
    licenceUrl: 'https://github.com/moonshine-ai/moonshine/blob/main/LICENSE',
    files: MOONSHINE_ENGLISH_FILES,
    recipe: 'moonshine',
  },
  {
    name: 'kokoro',
    description:
      'Kokoro 82M, quantised: speaks Spanish, English, French, Italian, Portuguese and Hindi with 41 voices',
    licence: 'Apache-2.0',
    licenceUrl: 'https://huggingface.co/hexgrad/Kokoro-82M',
    requires: ['espeak-ng-data'],
    files: KOKORO_FILES,
    recipe: 'kokoro',
  },
  {
    name: 'kokoro-full',
    description: 'Kokoro 82M in full precision: the same voices, a little finer, with more memory',
    licence: 'Apache-2.0',
    licenceUrl: 'https://huggingface.co/hexgrad/Kokoro-82M',
    requires: ['kokoro'],
    files: KOKORO_FULL_FILES,
    recipe: 'kokoro-full',
  },
  {
    name: 'espeak-ng-data',
    description: 'espeak-ng pronunciation data: the sounds of the words of a hundred languages',
    licence: 'GPL-3.0-or-later',
    licenceUrl: 'https://github.com/espeak-ng/espeak-ng/blob/master/COPYING',
    files: ESPEAK_FILES,
  },
  {
    name: 'speakers',
    description: 'pyannote segmentation 3.0 and ERes2Net: tell speakers apart',
    licence: 'MIT and Apache-2.0',
    licenceUrl: 'https://github.com/k2-fsa/sherpa-onnx/releases/tag/speaker-segmentation-models',
    files: SPEAKER_FILES,
  },
  {
    name: 'moonshine-base-es',
    description: 'Moonshine base, quantised: recognises Spanish speech, to check a dub',
    licence: 'Moonshine AI Community License (free below 1 million USD of revenue a year)',
    licenceUrl: 'https://moonshine.ai/license',
    files: MOONSHINE_SPANISH_FILES,
    recipe: 'moonshine',
  },
  whisperPack('small', 'accurate, needs 4 GB of memory', 4.2e9),
  whisperPack('base', 'needs 2 GB of memory; expect several times the errors of small', 1.9e9),
  whisperPack('tiny', 'needs 1 GB of memory; for a first impression', 0.95e9),
  {
    name: 'parakeet-v3',
    description: 'Parakeet TDT 0.6B v3, quantised: recognises 25 European languages',
    licence: 'CC-BY-4.0',
    licenceUrl: 'https://huggingface.co/nvidia/parakeet-tdt-0.6b-v3',
    requires: ['silero-vad'],
    files: PARAKEET_FILES,
  },
  {
    name: 'sense-voice',
    description: 'SenseVoice small, quantised: recognises Chinese, Cantonese, Japanese and Korean',
    licence: 'FunASR Model License 1.1 (its own terms)',
    licenceUrl: 'https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE',
    requires: ['silero-vad'],
    files: SENSE_VOICE_FILES,
  },
  sherpaWhisperPack('turbo'),
  sherpaWhisperPack('medium'),
  sherpaWhisperPack('small'),
  sherpaWhisperPack('base'),
  sherpaWhisperPack('tiny'),
]

/** The packs that recognise English and speak Spanish. */
export const DEFAULT_PACKS: readonly string[] = [
  'silero-vad',
  'moonshine-base-en',
  'kokoro',
  'espeak-ng-data',
]

/** All packs: those for speech, Piper's voices, and those that translate. */
export function catalogue(): readonly Pack[] {
  return [...SPEECH_PACKS, ...piperPacks(), ...bergamotPacks()]
}

export function findPack(name: string): Pack | undefined {
  return catalogue().find((pack) => pack.name === name)
}

function whisperPack(size: keyof typeof WHISPER_FILES, advice: string, memoryBytes: number): Pack {
  return {
    name: `whisper-${size}`,
    description: `Whisper ${size}, quantised: recognises 99 languages and detects them; ${advice}`,
    licence: 'Apache-2.0',
    licenceUrl: `https://huggingface.co/openai/whisper-${size}`,
    requires: ['silero-vad'],
    files: WHISPER_FILES[size],
    memoryBytes,
  }
}

/** Whisper without transformers.js. It detects no language, and its times are less exact. */
function sherpaWhisperPack(size: keyof typeof SHERPA_WHISPER_FILES): Pack {
  return {
    name: `sherpa-whisper-${size}`,
    description: `Whisper ${size}, quantised, for use without transformers.js: recognises 99 languages`,
    licence: 'MIT',
    licenceUrl: 'https://github.com/openai/whisper/blob/main/LICENSE',
    requires: ['silero-vad'],
    files: SHERPA_WHISPER_FILES[size],
  }
}
