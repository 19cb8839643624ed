/** A model in memory. */
export interface LoadedModel {
  bytes: number
  /** The position of its last request among all requests. */
  lastUse: number
  isInUse: boolean
}

/**
 * The models that leave so that `neededBytes` more fit into the budget: the least recently used
 * first, and no more than necessary. A model in use never leaves, so the budget may be exceeded.
 */
export function chooseLeavers<model extends LoadedModel>(
  loaded: readonly model[],
  neededBytes: number,
  budgetBytes: number,
): model[] {
  let excess = excessOf(loaded, neededBytes, budgetBytes)
  const leavers: model[] = []
  for (const model of loaded.toSorted((one, other) => one.lastUse - other.lastUse)) {
    if (excess <= 0) break
    if (model.isInUse) continue
    leavers.push(model)
    excess -= model.bytes
  }
  return leavers
}

/** Bytes above the budget if so many more were in memory. */
export function excessOf(
  loaded: readonly Pick<LoadedModel, 'bytes'>[],
  neededBytes: number,
  budgetBytes: number,
): number {
  return loaded.reduce((sum, { bytes }) => sum + bytes, neededBytes) - budgetBytes
}
