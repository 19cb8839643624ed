import { expect, it } from 'vitest'
import { previewOptions } from './glossary.ts'

it('a preview keeps only what speaking its text needs', () => {
  const options = {
    synthesizer: 'piper',
    voices: { es: 'ana' },
    subtitles: { es: 'a long file' },
    speakers: 'another file',
    pronunciation: { es: { Kubernetes: 'cubernétis', Docker: 'dóquer' }, fr: { Docker: 'doqueur' } },
  }
  expect(previewOptions({ language: 'es', text: 'Usa kubernetes.', options })).toEqual({
    synthesizer: 'piper',
    voices: { es: 'ana' },
    pronunciation: { es: { Kubernetes: 'cubernétis' } },
  })
  expect(previewOptions({ language: 'es', text: 'Hola', options: {} })).toEqual({})
})
