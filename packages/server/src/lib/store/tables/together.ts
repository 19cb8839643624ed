/**
 * Waits for calls that were made at once, and rejects with the first error in their order. Unlike
 * `Promise.all` it never leaves a statement on its way, which a rollback could overtake.
 */
export async function together<T extends readonly unknown[]>(
  calls: readonly [...{ [At in keyof T]: Promise<T[At]> }],
): Promise<T> {
  const settled = await Promise.allSettled(calls)
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  }) as unknown as T
}
