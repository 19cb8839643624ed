import type { SpeakOptions } from '../providers/providers.ts'
import type { ModelMemory } from '../inference/model-memory/model-memory.ts'
import { createPauses } from './pauses.ts'
import { createSpeechHost, type SpeechHost } from './speech-host.ts'

/** The processes of a voice: one for long jobs, and one for lines that somebody waits for. */
export interface VoiceHosts {
  /** The process for a line, and the threads that speak it. */
  for(options: Pick<SpeakOptions, 'isUrgent'>): { host: Pick<SpeechHost, 'run'>; threads: number }
  /** The process for lines of long jobs. */
  readonly patient: { host: SpeechHost; threads: number }
  close(): Promise<void>
}

/**
 * The second process starts with the first urgent line, because native code cannot do another line
 * in the middle of one. The long job stands still meanwhile: a process of low priority would still
 * take a fifth of the time, mostly by its use of memory.
 * @param parallel lines that a long job speaks at once, each with one thread. An urgent line gets
 *   all these threads.
 */
export function createVoiceHosts(parallel: number, memory?: ModelMemory): VoiceHosts {
  const host = createSpeechHost({ concurrency: parallel, memory })
  const urgentHost = createSpeechHost({ isUrgent: true, memory })
  const hurry = createPauses(host)
  const urgent: Pick<SpeechHost, 'run'> = {
    run: (request, options) => hurry(() => urgentHost.run(request, options)),
  }
  const patient = { host, threads: 1 }
  return {
    patient,
    for: ({ isUrgent = false }) => (isUrgent ? { host: urgent, threads: parallel } : patient),
    close: async () => void (await Promise.all([host.close(), urgentHost.close()])),
  }
}
