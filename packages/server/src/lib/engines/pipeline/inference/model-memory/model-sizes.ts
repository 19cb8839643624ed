export interface ExpectedModel {
  /** The same for all copies of a model. */
  name: string
  /** What it takes, until that has been measured. */
  expectedBytes: number
}

export interface SizeOptions {
  budgetBytes: number
  /** Receives the models that alone exceed the budget, each once. Default: nothing happens. */
  onTooLarge?(model: ExpectedModel, budgetBytes: number): void
}

/** What models take in memory: as expected at first, and then as measured. */
export interface ModelSizes {
  of(model: ExpectedModel): number
  /** Returns the most that the model was seen to take. */
  learn(model: ExpectedModel, bytes: number): number
}

export function createModelSizes({ budgetBytes, onTooLarge }: SizeOptions): ModelSizes {
  const measured = new Map<string, number>()
  const tooLarge = new Set<string>()
  const checked = (name: string, bytes: number): number => {
    if (bytes > budgetBytes && !tooLarge.has(name)) {
      tooLarge.add(name)
      onTooLarge?.({ name, expectedBytes: bytes }, budgetBytes)
    }
    return bytes
  }
  return {
    of: ({ name, expectedBytes }) => checked(name, measured.get(name) ?? expectedBytes),
    learn({ name }, bytes) {
      const most = Math.max(bytes, measured.get(name) ?? 0)
      measured.set(name, most)
      return checked(name, most)
    },
  }
}
