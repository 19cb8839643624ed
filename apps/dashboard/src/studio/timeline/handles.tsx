import type { KeyboardEvent } from 'react'
import { timeText } from '../../format/time-text.ts'
import { useWords } from '../../words/words.ts'
import { type Grip, moved, type Room, type Times } from './moving.ts'
import { type Span, xAt } from './scale.ts'
import type { useDrag } from './use-drag.ts'
import css from './timeline.module.css'

interface Props {
  times: Times
  room: Room
  span: Span
  handlers: ReturnType<typeof useDrag>['handlers']
  onMove(times: Times): void
}

const STEP_SECONDS = 0.1
const FINE_SECONDS = 0.01

/** The chosen line on the timeline: its middle moves it, its edges change its times. */
export function Handles({ times, room, span, handlers, onMove }: Props) {
  const { t } = useWords()
  const [left, right] = [xAt(times.start, span), xAt(times.end, span)]
  const edge = (grip: 'start' | 'end') => ({
    className: css.edge,
    role: 'slider',
    tabIndex: 0,
    'aria-label': t(`studio.${grip}`),
    'aria-valuenow': times[grip],
    'aria-valuemin': room.fromSeconds,
    'aria-valuemax': Number.isFinite(room.toSeconds) ? room.toSeconds : times.end + 60,
    'aria-valuetext': timeText(times[grip]),
    style: { transform: `translateX(${grip === 'start' ? left : right}px)` },
    onKeyDown: (event: KeyboardEvent) => {
      const bySeconds = stepOf(event)
      if (bySeconds === undefined) return
      event.preventDefault()
      event.stopPropagation()
      onMove(moved(times, grip, bySeconds, room))
    },
    ...handlers(grip satisfies Grip),
  })
  return (
    <>
      <div
        className={css.whole}
        style={{ transform: `translateX(${left}px)`, width: Math.max(0, right - left) }}
        aria-hidden
        {...handlers('whole')}
      />
      <div {...edge('start')} />
      <div {...edge('end')} />
    </>
  )
}

function stepOf({ key, shiftKey, altKey, ctrlKey }: KeyboardEvent): number | undefined {
  const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key]
  if (sign === undefined || altKey || ctrlKey) return undefined
  return sign * (shiftKey ? FINE_SECONDS : STEP_SECONDS)
}
