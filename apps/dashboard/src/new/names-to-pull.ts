import type { Estimate } from 'video-translation-client/estimate'

/** Pulling it also installs what runs it. */
const BRINGS_PROGRAMS = 'whisper-small'

/** The packs that bring everything which an estimate, or a refusal, says is missing. */
export function namesToPull(
  estimate: Pick<Estimate, 'packs' | 'programs'> | undefined,
  refused: readonly string[],
): string[] {
  const { packs = [], programs = [] } = estimate ?? {}
  const names = new Set([...packs.map(({ name }) => name), ...refused])
  return names.size === 0 && programs.length > 0 ? [BRINGS_PROGRAMS] : [...names]
}
