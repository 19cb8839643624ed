import { useEffect, useRef, useState } from 'react'
import { useWords } from '../words/words.ts'
import type { CueSession } from './cue-session.ts'
import { drawTimeline, secondsAt, type Span } from './draw-timeline.ts'
import { lineAt, type Transport } from './transport.ts'
import css from './studio.module.css'

interface Props {
  session: CueSession
  transport: Transport
  id: string
  /** Changes with any cue, so that the picture is drawn again. */
  generation: number
  onChoose(id: string): void
}

const PX_PER_SECOND = 60

/** The lines over time: grey is what was said, blue is what will be heard. A click goes there. */
export function Timeline({ session, transport, id, generation, onChoose }: Props) {
  const { t } = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [span, setSpan] = useState<Span>({ fromSeconds: 0, pxPerSecond: PX_PER_SECOND })
  useEffect(() => {
    const draw = () => {
      const element = canvas.current
      if (!element) return
      drawTimeline(element, {
        cues: session.cues(),
        language: session.language,
        chosen: id,
        atSeconds: transport.atSeconds,
        span,
      })
      const next = followed(span, transport.atSeconds, element.clientWidth)
      if (next !== span) setSpan(next)
    }
    draw()
    const resizing = new ResizeObserver(draw)
    if (canvas.current) resizing.observe(canvas.current)
    const stop = transport.listen(draw)
    return () => {
      stop()
      resizing.disconnect()
    }
  }, [session, transport, id, generation, span])
  const onClick = (x: number) => {
    const seconds = secondsAt(x, span)
    transport.seek(seconds)
    const line = lineAt(session.cues(), seconds)
    if (line !== undefined) onChoose(line)
  }
  return (
    <canvas
      ref={canvas}
      className={css.timeline}
      role="img"
      aria-label={t('studio.timeline')}
      onClick={({ nativeEvent }) => onClick(nativeEvent.offsetX)}
      onWheel={({ deltaX, deltaY }) =>
        setSpan(({ fromSeconds, ...rest }) => ({
          ...rest,
          fromSeconds: Math.max(0, fromSeconds + (deltaX + deltaY) / rest.pxPerSecond),
        }))
      }
    />
  )
}

/** Moves on only when the playhead has left the picture, so that it never jumps while one looks. */
function followed(span: Span, atSeconds: number, widthPx: number): Span {
  const endSeconds = span.fromSeconds + widthPx / span.pxPerSecond
  const isSeen = atSeconds >= span.fromSeconds && atSeconds <= endSeconds
  return isSeen || widthPx === 0 ? span : { ...span, fromSeconds: Math.max(0, atSeconds - 2) }
}
