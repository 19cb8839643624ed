import { vi } from 'vitest'

/** Makes `Math.random` repeatable, to reproduce failures. `vi.restoreAllMocks` undoes it. */
export function seedRandom(): void {
  let state = 20_261_121
  vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  })
}
