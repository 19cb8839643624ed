import type { Cue } from 'video-translation-client'
import { resultTime, type SlowScene, sourceTime } from 'video-translation-client/studio'
import type { Times } from './moving.ts'
import type { Peaks } from './peaks.ts'
import { type Span, secondsAt, seen, xAt } from './scale.ts'

/** What is drawn. */
export interface TimelinePicture {
  /** In the order of time. */
  cues: readonly Cue[]
  language: string
  chosen: string
  /** Where the chosen line is while it is dragged. */
  dragged: Times | undefined
  span: Span
  /** The sounds of both lanes, as far as they are known. */
  peaks: { source: Peaks | undefined; result: Peaks | undefined }
  /** What is slowed in the result. It is drawn at the times of the source. */
  scenes: readonly SlowScene[]
}

export interface Size {
  width: number
  height: number
}

/** A colour of the theme by its name. */
export type Colour = (name: string) => string

interface Lane {
  y: number
  height: number
  side: 'source' | 'result'
}

export const RULER_PX = 20
const GAP_PX = 6
/** A bar of the waveform with the gap after it. */
const BAR_PX = 3

export function lanesOf({ height }: Size): Lane[] {
  const lane = (height - RULER_PX - GAP_PX - 2) / 2
  return [
    { y: RULER_PX, height: lane, side: 'source' },
    { y: RULER_PX + lane + GAP_PX, height: lane, side: 'result' },
  ]
}

/** Draws only what is seen, in the colours of the theme. */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  size: Size,
  picture: TimelinePicture,
  colour: Colour,
): void {
  context.clearRect(0, 0, size.width, size.height)
  drawRuler(context, size.width, picture.span, colour)
  for (const lane of lanesOf(size)) {
    for (const cue of seen(picture.cues, picture.span, size.width))
      drawCue(context, cue, { lane, picture, colour })
    drawWave(context, lane, size.width, { picture, colour })
  }
}

function drawRuler(context: CanvasRenderingContext2D, width: number, span: Span, colour: Colour): void {
  const every = [1, 5, 10, 30, 60, 300].find((seconds) => seconds * span.pxPerSecond >= 70) ?? 900
  context.fillStyle = colour('--ink3')
  context.font = `11px ${colour('--font')}`
  for (let second = Math.ceil(span.fromSeconds / every) * every; ; second += every) {
    const x = xAt(second, span)
    if (x > width) return
    context.fillRect(x, 0, 1, RULER_PX - 5)
    context.fillText(`${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`, x + 4, 11)
  }
}

interface Drawing {
  picture: TimelinePicture
  colour: Colour
}

function drawCue(
  context: CanvasRenderingContext2D,
  cue: Cue,
  { lane, picture, colour }: Drawing & { lane: Lane },
): void {
  const { chosen, dragged, language, span, scenes } = picture
  const isChosen = cue.id === chosen
  const { start, end } = (isChosen && dragged) || cue
  const { slotSeconds, dubSeconds } = (lane.side === 'result' && cue.targets[language]?.fit) || {}
  const after = (seconds: number) => sourceTime(resultTime(start, scenes) + seconds, scenes)
  const drawnEnd = dubSeconds === undefined ? end : after(dubSeconds)
  const fill = lane.side === 'source' ? '--surface' : '--voice-dub-soft'
  const spread = (from: number): [number, number] => [
    xAt(from, span),
    (drawnEnd - from) * span.pxPerSecond - 2,
  ]
  box(context, lane, spread(start), colour(isChosen ? '--accent-soft' : fill))
  if (isChosen) {
    context.strokeStyle = colour('--accent')
    context.lineWidth = 2
    context.stroke()
  }
  const overSeconds = (dubSeconds ?? 0) - (slotSeconds ?? Infinity)
  if (overSeconds > 0.1) box(context, lane, spread(after(slotSeconds ?? 0)), colour('--bad-bg'))
}

/** @param across where it begins, and how wide it is */
function box(
  context: CanvasRenderingContext2D,
  { y, height }: Lane,
  [x, width]: [number, number],
  fill: string,
): void {
  context.fillStyle = fill
  context.beginPath()
  context.roundRect(x, y + 1, Math.max(2, width), height - 2, 5)
  context.fill()
}

/** Where something is said it is strong, elsewhere faint. */
function drawWave(
  context: CanvasRenderingContext2D,
  { y, height, side }: Lane,
  width: number,
  { picture: { peaks, span, scenes }, colour }: Drawing,
): void {
  const sound = peaks[side]
  if (!sound) return
  const heardAt = (seconds: number) => (side === 'result' ? resultTime(seconds, scenes) : seconds)
  const middle = y + height / 2
  const most = height / 2 - 6
  context.fillStyle = colour(side === 'source' ? '--voice-src' : '--voice-dub')
  context.beginPath()
  for (let x = -(span.fromSeconds * span.pxPerSecond) % BAR_PX; x < width; x += BAR_PX) {
    const from = secondsAt(x, span)
    const peak = sound.between(heardAt(from), heardAt(from + BAR_PX / span.pxPerSecond))
    if (!peak) continue
    const top = middle - Math.sqrt(peak.greatest) * most
    const bottom = middle + Math.sqrt(-peak.least) * most
    context.rect(x, top, BAR_PX - 1, Math.max(1, bottom - top))
  }
  context.fill()
}
