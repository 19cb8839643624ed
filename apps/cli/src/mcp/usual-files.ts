import { isAbsolute, parse, relative } from 'node:path'

/**
 * The folder of files without --files. Assistants often start their servers in `/` or in the home
 * folder, and all files of a person are more than anybody means to open.
 */
export function usualFiles(current: string, home: string): string | undefined {
  const wayHome = relative(current, home)
  const isHomeOrAbove = !wayHome.startsWith('..') && !isAbsolute(wayHome)
  return isHomeOrAbove || parse(current).root === current ? undefined : current
}
