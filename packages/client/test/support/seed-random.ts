import { type MockInstance, vi } from 'vitest'

/** Makes `Math.random` repeatable, to reproduce failures. `vi.restoreAllMocks` undoes it. */
export function seedRandom(): MockInstance<() => number> {
  let state = 20_261_121
  return vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  })
}

/**
 * Makes the keys that a client draws repeatable. Where they are the ids of translations, a
 * simulator draws what happens to one from its id. `vi.restoreAllMocks` undoes it.
 */
export function seedKeys(): void {
  let state = 20_261_130
  const fill = (array: Uint8Array) =>
    array.forEach((_, index) => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
      // The low bits repeat after a few numbers.
      array[index] = state >>> 24
    })
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    if (ArrayBuffer.isView(array)) fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return array
  })
}
