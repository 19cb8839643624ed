import { type TSchema, Type } from 'typebox'

/** PostgreSQL cannot store the character NUL. */
export const WITHOUT_NUL = '^[^\\u0000]*$'

export function instant(description: string): TSchema {
  return Type.String({ format: 'date-time', description })
}
