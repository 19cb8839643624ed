/**
 * Chooses the targets that fail.
 * @param fail how many targets fail, counted from the last, or their languages: `es,fr`. One target
 * is always spared when `fail` is a number.
 */
export function failingTargets(targets: readonly string[], fail: number | string): readonly string[] {
  if (typeof fail === 'string') return fail.split(',').map((language) => language.trim())
  const count = Math.min(fail, targets.length - 1)
  return count > 0 ? targets.slice(-count) : []
}
