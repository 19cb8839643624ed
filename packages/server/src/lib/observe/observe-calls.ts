/** Measures a call and lets it go on unchanged. */
export type ObserveCall = <T>(verb: string, call: () => Promise<T>) => Promise<T>

type Verb<Target> = {
  [Name in keyof Target]-?: NonNullable<Target[Name]> extends (...args: never[]) => Promise<unknown>
    ? Name
    : never
}[keyof Target] &
  string

/** The same object, whose `verbs` are observed. A verb that it lacks stays away. */
export function observeCalls<Target extends object>(
  target: Target,
  verbs: readonly Verb<Target>[],
  observe: ObserveCall,
): Target {
  const observed = verbs.flatMap((verb) => {
    const call = target[verb] as ((...args: unknown[]) => Promise<unknown>) | undefined
    return call ? [[verb, (...args: unknown[]) => observe(verb, () => call.apply(target, args))]] : []
  })
  return { ...target, ...Object.fromEntries(observed) } as Target
}
