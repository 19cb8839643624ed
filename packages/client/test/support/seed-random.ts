import { type MockInstance, vi } from 'vitest'

/** Makes `Math.random` repeatable, to reproduce failures. `vi.restoreAllMocks` undoes it. */
export function seedRandom(): MockInstance<() => number> {
  let state = 20_261_121
  return vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  })
}
