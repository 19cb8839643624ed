import { ElevenLabsClient, ElevenLabsError } from '@elevenlabs/elevenlabs-js'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { expect } from 'vitest'

export const SOURCE_URL = 'https://example.com/talk.mp4'

/** Whatever a test has opened. */
export const open: AsyncDisposable[] = []

export async function closeAll(): Promise<void> {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]()
}

/**
 * Makes the vendor's unmodified SDK and a simulator that it takes for the vendor. Only `advance`
 * moves time.
 */
export async function setUp(scenario: string): Promise<{ sdk: ElevenLabsClient; simulator: Simulator }> {
  const simulator = createSimulator({ face: 'elevenlabs', scenario, speed: 0, allowPrivateCallbacks: true })
  open.push(simulator)
  const { url: baseUrl } = await simulator.listen()
  return { sdk: new ElevenLabsClient({ baseUrl, apiKey: 'any', maxRetries: 0 }), simulator }
}

export async function failure(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    expect(error).toBeInstanceOf(ElevenLabsError)
    return error
  }
  throw new Error('It did not fail.')
}
