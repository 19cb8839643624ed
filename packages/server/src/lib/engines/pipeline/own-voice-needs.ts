import type { Need } from '../abilities.ts'
import type { TargetTask } from '../engine.ts'
import { voicesBeside } from './abilities.ts'
import { ownVoices } from './casting.ts'

/**
 * Adds the voices that cues have of their own to what speaking needs, as long as one worker has all
 * of them. The cues of another get the voice of the target, so that no target waits for it.
 */
export async function withOwnVoices(
  need: Need,
  task: Pick<TargetTask, 'cues' | 'language'>,
  isOffered: (need: Need) => Promise<boolean>,
): Promise<Need> {
  let whole = need
  for (const voice of new Set(ownVoices(task).values())) {
    const more = withVoice(whole, voice)
    if (more !== undefined && (await isOffered(more))) whole = more
  }
  return whole
}

/** Undefined if it comes with what speaks, or would push out another voice. */
function withVoice(need: Need, voice: string): Need | undefined {
  const before = need.voices ?? []
  const { voices = [] } = voicesBeside(need.provider, [...before, voice])
  return voices.length > before.length ? { ...need, voices } : undefined
}
