import type { Need } from '../abilities.ts'
import type { TargetTask } from '../engine.ts'
import { voicesBeside } from './abilities.ts'
import { ownVoices } from './casting.ts'
import type { TaskOptions } from './options.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import type { Synthesizer } from './providers/providers.ts'

interface OwnVoices {
  task: Pick<TargetTask, 'cues' | 'language'>
  pair: { from: string; to: string }
  options: Pick<TaskOptions, 'synthesizer'>
  synthesizers: readonly Synthesizer[]
  /** Whether this worker is the one to do a step. */
  can(need: Need): Promise<boolean>
}

/**
 * Adds the voices that cues have of their own to what speaking needs. One that no worker has is
 * left out: its cues get the voice of the target, and nothing waits for a name that is misspelt.
 */
export async function withOwnVoices(need: Need, request: OwnVoices): Promise<Need> {
  const wanted: string[] = []
  for (const voice of new Set(ownVoices(request.task).values()))
    if (await isSomewhere(voice, need, request)) wanted.push(voice)
  return { ...need, ...voicesBeside(need.provider, [...(need.voices ?? []), ...wanted]) }
}

async function isSomewhere(
  voice: string,
  need: Need,
  { pair, options: { synthesizer }, synthesizers, can }: OwnVoices,
): Promise<boolean> {
  const choice = await chooseSynthesizer(synthesizers, pair, { synthesizer, voice })
  return 'provider' in choice || !(await can({ ...need, voices: [voice] }))
}
