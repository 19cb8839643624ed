import { useEffect, useRef } from 'react'
import { timeText } from '../../format/time-text.ts'
import type { Transport } from '../media/transport.ts'
import { showing, type Span, xAt } from './scale.ts'
import css from './timeline.module.css'

interface Props {
  transport: Transport
  span: Span
  widthPx: number
  /** It has left what is seen. */
  onLeave(span: Span): void
}

/** Moves with the media, by frame. Nothing else is drawn again for it. */
export function Playhead({ transport, span, widthPx, onLeave }: Props) {
  const head = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const move = () => {
      const { atSeconds, isPlaying } = transport
      const x = xAt(atSeconds, span)
      if (head.current) {
        head.current.style.transform = `translateX(${x}px)`
        head.current.dataset['time'] = timeText(atSeconds)
        head.current.hidden = x < 0 || x > widthPx
      }
      const next = isPlaying ? showing(span, atSeconds, widthPx) : span
      if (next !== span) onLeave(next)
    }
    move()
    return transport.listen(move)
  }, [transport, span, widthPx, onLeave])
  return <div ref={head} className={css.playhead} aria-hidden />
}
