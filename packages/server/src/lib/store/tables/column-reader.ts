import { type HasShape, isInstant } from './shapes.ts'

/** Reads columns. A column that is null is undefined. */
export interface ColumnReader {
  json<T>(text: string | null, hasShape: HasShape): T | undefined
  instant(value: number | null): number | undefined
  number(value: number | null): number | undefined
}

/** @throws SyntaxError for broken JSON; TypeError for a value that does not belong into its column */
export const strictly: ColumnReader = {
  json: (text, hasShape) => (text === null ? undefined : checked(JSON.parse(text), hasShape)),
  instant: (value) => (value === null ? undefined : checked(value, isInstant)),
  number: (value) => (value === null ? undefined : checked(value, Number.isFinite)),
}

/** Leaves out each value that the strict reader refuses. */
export const leniently: ColumnReader = {
  json: (text, hasShape) => orNothing(() => strictly.json(text, hasShape)),
  instant: (value) => orNothing(() => strictly.instant(value)),
  number: (value) => orNothing(() => strictly.number(value)),
}

/** A row whose instant cannot be read was made when its UUIDv7 says. */
export function instantOrMadeAt(instant: number, id: string): number {
  if (isInstant(instant)) return instant
  const hex = id.replace(/^[a-z]+_/, '').replaceAll('-', '')
  const madeAt = Number.parseInt(hex.slice(0, 12), 16)
  return isInstant(madeAt) ? madeAt : 0
}

function checked<T>(value: unknown, hasShape: HasShape): T {
  if (hasShape(value)) return value as T
  throw new TypeError(`A column of the database holds ${JSON.stringify(value)}, which does not belong there.`)
}

function orNothing<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
