/** The properties that are not undefined, which must not hide a default or an earlier value. */
export function defined<T extends object>(values: T | undefined): Defined<T> {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Defined<T>
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
