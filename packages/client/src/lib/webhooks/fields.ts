/** A member of an unchecked value, if it is a string with content. */
export function textAt(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  const text = (value as Record<string, unknown>)[name]
  return typeof text === 'string' && text !== '' ? text : undefined
}
