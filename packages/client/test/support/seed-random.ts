import { vi } from 'vitest'

/** The same draws in every run, so that a failure can be seen again. Undone by `vi.restoreAllMocks`. */
export function seedRandom(): void {
  let state = 20_261_121
  vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  })
}
