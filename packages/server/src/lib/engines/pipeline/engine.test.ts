import { afterEach, expect, it, vi } from 'vitest'
import { createPipelineEngine } from './engine.ts'

afterEach(() => vi.unstubAllEnvs())

it('a chat endpoint without its model fails at the start', () => {
  vi.stubEnv('VIDEO_TRANSLATION_CHAT_URL', 'https://models.example.com/v1')
  vi.stubEnv('VIDEO_TRANSLATION_CHAT_MODEL', '')
  expect(() => createPipelineEngine()).toThrow(/VIDEO_TRANSLATION_CHAT_MODEL is not set/)
  vi.stubEnv('VIDEO_TRANSLATION_CHAT_MODEL', 'small')
  expect(createPipelineEngine().name).toBe('pipeline')
})

it('a budget for models that is no number of bytes fails at the start', () => {
  expect(() => createPipelineEngine({ modelMemoryBytes: Number.NaN })).toThrow(/modelMemoryBytes/)
})

it.each(['SPEECH', 'TRANSCRIBE'])('an endpoint without a valid URL fails at the start: %s', (role) => {
  vi.stubEnv(`VIDEO_TRANSLATION_${role}_URL`, 'tts:8000/v1')
  expect(() => createPipelineEngine()).toThrow(TypeError)
})
