import { ZoomIn, ZoomOut } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Target, Translation } from 'video-translation-client'
import { Button } from '../../ui/button.tsx'
import { useWords } from '../../words/words.ts'
import type { CueSession } from '../edits/cue-session.ts'
import { lineAt } from '../media/line-at.ts'
import type { SlowScene } from 'video-translation-client/studio'
import type { Transport } from '../media/transport.ts'
import { Handles } from './handles.tsx'
import { roomOf, type Times } from './moving.ts'
import { Playhead } from './playhead.tsx'
import { scrolled, secondsAt, showing, type Span, zoomed } from './scale.ts'
import { useDrag } from './use-drag.ts'
import { usePainting } from './use-painting.ts'
import { usePeaks } from './use-peaks.ts'
import { useShapes } from './use-shapes.ts'
import css from './timeline.module.css'

interface Props {
  translation: Translation
  session: CueSession
  transport: Transport
  id: string
  scenes: readonly SlowScene[]
  onChoose(id: string): void
}

const START: Span = { fromSeconds: 0, pxPerSecond: 60 }
const ZOOM = 1.5

/** The lines over time: grey is what was said, blue is what will be heard. A click goes there. */
export function Timeline({ translation, session, transport, id, scenes, onChoose }: Props) {
  const { t } = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [span, setSpan] = useState(START)
  const box = useWheel(setSpan)
  const target = translation.targets.find(({ language }) => language === session.language)
  const repaint = useRef(() => {})
  const peaks = useBothPeaks(translation, target, repaint)
  const cues = useShapes(session)
  const cue = cues.find((one) => one.id === id)
  const times: Times = cue ?? { start: 0, end: 0 }
  const room = roomOf(cues, id, translation.source.durationSeconds)
  const onMove = (next: Times) => session.change(id, changeOf(times, next))
  const marks = [transport.atSeconds, room.fromSeconds, room.toSeconds]
  const onTap = (x: number) => transport.seek(times.start + x / span.pxPerSecond)
  const drag = useDrag({ times, room, pxPerSecond: span.pxPerSecond, marks, onMove, onTap })
  const picture = { cues, language: session.language, chosen: id, dragged: drag.now, span, peaks, scenes }
  const { size, draw } = usePainting(canvas, picture)
  repaint.current = draw
  useShowing(setSpan, size.width, cue?.start, id)
  const onClick = (x: number) => {
    const seconds = secondsAt(x, span)
    transport.seek(seconds)
    const line = lineAt(cues, seconds)
    if (line !== undefined) onChoose(line)
  }
  return (
    <div className={css.timeline} ref={box}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('studio.timeline')}
        onClick={({ nativeEvent }) => onClick(nativeEvent.offsetX)}
      />
      {cue && (
        <Handles times={drag.now ?? times} room={room} span={span} handlers={drag.handlers} onMove={onMove} />
      )}
      <Playhead transport={transport} span={span} widthPx={size.width} onLeave={setSpan} />
      <Zoom onZoom={(factor) => setSpan((before) => zoomed(before, factor, size.width / 2))} />
    </div>
  )
}

function Zoom({ onZoom }: { onZoom(factor: number): void }) {
  const { t } = useWords()
  return (
    <div className={css.zoom}>
      <Button isSmall icon={ZoomOut} aria-label={t('studio.zoomOut')} onClick={() => onZoom(1 / ZOOM)} />
      <Button isSmall icon={ZoomIn} aria-label={t('studio.zoomIn')} onClick={() => onZoom(ZOOM)} />
    </div>
  )
}

/** The wheel scrolls, and zooms with Ctrl. The browser must not do it, too. */
function useWheel(onChange: (change: (span: Span) => Span) => void) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { ctrlKey, deltaX, deltaY, offsetX } = event
      onChange((span) =>
        ctrlKey ? zoomed(span, deltaY < 0 ? ZOOM : 1 / ZOOM, offsetX) : scrolled(span, deltaX + deltaY),
      )
    }
    const { current } = box
    current?.addEventListener('wheel', onWheel, { passive: false })
    return () => current?.removeEventListener('wheel', onWheel)
  }, [])
  return box
}

function useBothPeaks(
  { playback = [] }: Translation,
  target: Target | undefined,
  repaint: { current: () => void },
) {
  const onRead = useCallback(() => repaint.current(), [repaint])
  const find = (files: Translation['playback']) => files?.find(({ kind }) => kind === 'peaks')
  return {
    source: usePeaks(find(playback), '', onRead),
    result: usePeaks(find(target?.playback), target?.finishedAt ?? '', onRead),
  }
}

/** A line that is chosen comes into view. */
function useShowing(
  setSpan: (change: (span: Span) => Span) => void,
  widthPx: number,
  seconds: number | undefined,
  id: string,
): void {
  useEffect(() => {
    if (seconds !== undefined) setSpan((span) => showing(span, seconds, widthPx))
  }, [id, widthPx > 0])
}

function changeOf(before: Times, { start, end }: Times): Partial<Times> {
  return { ...(start !== before.start && { start }), ...(end !== before.end && { end }) }
}
