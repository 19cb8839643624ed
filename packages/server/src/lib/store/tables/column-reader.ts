import { isInstant, type ShapeCheck } from './shapes.ts'

/** Reads columns. A null column is undefined. */
export interface ColumnReader {
  json<T>(text: string | null, hasShape: ShapeCheck): T | undefined
  instant(value: number | null): number | undefined
  number(value: number | null): number | undefined
}

/** @throws SyntaxError for broken JSON; TypeError for a value that does not fit its column */
export const strictReader: ColumnReader = {
  json: (text, hasShape) => (text === null ? undefined : checked(JSON.parse(text), hasShape)),
  instant: (value) => (value === null ? undefined : checked(value, isInstant)),
  number: (value) => (value === null ? undefined : checked(value, Number.isFinite)),
}

/** Reads each value that the strict reader refuses as undefined. */
export const lenientReader: ColumnReader = {
  json: (text, hasShape) => orUndefined(() => strictReader.json(text, hasShape)),
  instant: (value) => orUndefined(() => strictReader.instant(value)),
  number: (value) => orUndefined(() => strictReader.number(value)),
}

/** The instant of a row. If it cannot be read, it is taken from the UUIDv7 of the row. */
export function instantOrIdTime(instant: number, id: string): number {
  if (isInstant(instant)) return instant
  const hex = id.replace(/^[a-z]+_/, '').replaceAll('-', '')
  const idTime = Number.parseInt(hex.slice(0, 12), 16)
  return isInstant(idTime) ? idTime : 0
}

function checked<T>(value: unknown, hasShape: ShapeCheck): T {
  if (hasShape(value)) return value as T
  throw new TypeError(`A database column holds ${JSON.stringify(value)}, which does not fit it.`)
}

function orUndefined<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
