import type { Source } from './sources.ts'

/**
 * The declaration of a function that stands inside another block. A generator has no other form.
 */
const INNER_FUNCTION = /^\s+(?:async )?function (?!\*)\w+[(<]/

/**
 * Function declarations inside functions, as `path:line`. A constant says as much, and is one form.
 */
export function innerFunctions({ path, text }: Source): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (INNER_FUNCTION.test(line) ? [`${path}:${index + 1}`] : []))
}
