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
