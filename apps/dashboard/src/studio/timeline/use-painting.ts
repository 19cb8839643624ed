import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { type Colour, drawTimeline, type Size, type TimelinePicture } from './draw-timeline.ts'

/** Draws a picture once a frame at most, in the size and the theme of the moment. */
export function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  picture: TimelinePicture,
): { size: Size; draw(): void } {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const latest = useRef({ picture, size })
  latest.current = { picture, size }
  const draw = useMemo(() => {
    let frame = 0
    const paint = () => {
      frame = 0
      const { current } = canvas
      if (current) paintOn(current, latest.current.size, latest.current.picture)
    }
    return () => void (frame ||= requestAnimationFrame(paint))
  }, [canvas])
  const { cues, chosen, dragged, span, peaks, scenes } = picture
  useEffect(draw, [cues, chosen, dragged, span, peaks.source, peaks.result, scenes, size])
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const resizing = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    resizing.observe(element)
    const theming = new MutationObserver(draw)
    theming.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      resizing.disconnect()
      theming.disconnect()
    }
  }, [canvas, draw])
  return { size, draw }
}

function paintOn(canvas: HTMLCanvasElement, size: Size, picture: TimelinePicture): void {
  const context = canvas.getContext('2d')
  if (!context || size.width === 0) return
  const ratio = devicePixelRatio
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  drawTimeline(context, size, picture, themeColours())
}

let known: { theme: string | undefined; colours: Map<string, string> } | undefined

/** To read a colour makes the browser compute styles, so each is read once for a theme. */
function themeColours(): Colour {
  const root = document.documentElement
  const { theme } = root.dataset
  if (!known || known.theme !== theme) known = { theme, colours: new Map() }
  const { colours } = known
  return (name) => {
    const colour = colours.get(name) ?? getComputedStyle(root).getPropertyValue(name)
    colours.set(name, colour)
    return colour
  }
}
