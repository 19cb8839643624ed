import { type RefObject, useEffect, useMemo, useState } from 'react'
import { useIsNarrow } from '../../ui/narrow.ts'
import { createRowHeights, layoutOf, type Measure, targetLetterPx } from './row-heights.ts'

/** The heights of rows in a list, as wide as it is now. Undefined: its width is not known yet. */
export function useRowHeights(list: RefObject<HTMLElement | null>) {
  const isNarrow = useIsNarrow()
  const [widthPx, setWidthPx] = useState(0)
  useEffect(() => {
    if (!list.current) return undefined
    const resizing = new ResizeObserver(([entry]) => setWidthPx(entry?.contentRect.width ?? 0))
    resizing.observe(list.current)
    return () => resizing.disconnect()
  }, [list])
  return useMemo(
    () =>
      widthPx === 0
        ? undefined
        : createRowHeights(
            { source: measureAt(13), target: measureAt(targetLetterPx(isNarrow)) },
            layoutOf(widthPx, isNarrow),
          ),
    [widthPx, isNarrow],
  )
}

/** @param px the size of the letters, where the browser's letters have their usual 16 */
function measureAt(px: number): Measure {
  const style = getComputedStyle(document.documentElement)
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return (text) => text.length * 7
  context.font = `${(parseFloat(style.fontSize) / 16) * px}px ${style.getPropertyValue('--font')}`
  return (text) => context.measureText(text).width
}
