import type { Cue } from 'video-translation-client'

/** The part of the time that is seen. */
export interface Span {
  fromSeconds: number
  pxPerSecond: number
}

/** What is drawn. */
export interface TimelinePicture {
  cues: readonly Cue[]
  language: string
  chosen: string
  atSeconds: number
  span: Span
}

const RULER_PX = 18
const GAP_PX = 6

export function secondsAt(xPx: number, { fromSeconds, pxPerSecond }: Span): number {
  return Math.max(0, fromSeconds + xPx / pxPerSecond)
}

/** Draws only the cues that are seen, in the colours of the theme. */
export function drawTimeline(canvas: HTMLCanvasElement, picture: TimelinePicture): void {
  const { clientWidth: width, clientHeight: height } = canvas
  const context = canvas.getContext('2d')
  if (!context || width === 0) return
  const ratio = devicePixelRatio
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio)
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const colour = coloursOf(canvas)
  drawRuler(context, width, picture.span, colour)
  drawCues(context, { width, height }, picture, colour)
  const playhead = (picture.atSeconds - picture.span.fromSeconds) * picture.span.pxPerSecond
  context.fillStyle = colour('--ink')
  context.fillRect(playhead - 1, 0, 2, height)
}

type Colour = (name: string) => string

function coloursOf(canvas: HTMLCanvasElement): Colour {
  const style = getComputedStyle(canvas)
  return (name) => style.getPropertyValue(name)
}

function drawRuler(context: CanvasRenderingContext2D, width: number, span: Span, colour: Colour): void {
  const { fromSeconds, pxPerSecond } = span
  const every = pxPerSecond > 40 ? 5 : 30
  context.fillStyle = colour('--ink3')
  context.font = `11px ${colour('--font')}`
  for (let second = Math.ceil(fromSeconds / every) * every; ; second += every) {
    const x = (second - fromSeconds) * pxPerSecond
    if (x > width) return
    context.fillRect(x, 0, 1, RULER_PX - 4)
    context.fillText(`${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`, x + 4, 11)
  }
}

function drawCues(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  { cues, language, chosen, span }: TimelinePicture,
  colour: Colour,
): void {
  const laneHeight = (height - RULER_PX - GAP_PX) / 2
  const endSeconds = span.fromSeconds + width / span.pxPerSecond
  for (const cue of cues) {
    if (cue.start > endSeconds) return
    const dubEnd = cue.start + (cue.targets[language]?.fit?.dubSeconds ?? cue.end - cue.start)
    if (Math.max(cue.end, dubEnd) < span.fromSeconds) continue
    const x = (cue.start - span.fromSeconds) * span.pxPerSecond
    const isChosen = cue.id === chosen
    const lanes = [
      { end: cue.end, y: RULER_PX, fill: isChosen ? '--voice-src' : '--voice-src-soft' },
      { end: dubEnd, y: RULER_PX + laneHeight + GAP_PX, fill: isChosen ? '--voice-dub' : '--voice-dub-soft' },
    ]
    for (const { end, y, fill } of lanes) {
      context.fillStyle = colour(fill)
      context.beginPath()
      context.roundRect(x, y, Math.max(2, (end - cue.start) * span.pxPerSecond - 2), laneHeight, 4)
      context.fill()
    }
  }
}
