import { useRef } from 'react'

/**
 * The highest progress so far, because a bar that goes back says nothing true. Another key, such as
 * another revision, begins anew.
 */
export function useGrowing(progress: number | undefined, key: string): number | undefined {
  const highest = useRef({ key, progress })
  if (highest.current.key !== key) highest.current = { key, progress }
  else if ((progress ?? 0) > (highest.current.progress ?? -1)) highest.current = { key, progress }
  return highest.current.progress
}
