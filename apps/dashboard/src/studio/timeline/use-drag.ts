import { type PointerEvent, useState } from 'react'
import { type Grip, moved, type Room, snapped, type Times } from './moving.ts'

interface Drag {
  grip: Grip
  fromPx: number
  times: Times
  now: Times
}

interface Options {
  times: Times
  room: Room
  pxPerSecond: number
  /** Times to which an edge snaps. */
  marks: readonly number[]
  onMove(times: Times): void
  /** The line was clicked and not moved. */
  onTap(xPx: number): void
}

const REACH_PX = 6

/** Drags a line or its edge. The line changes when it is let go; until then it only looks so. */
export function useDrag({ times, room, pxPerSecond, marks, onMove, onTap }: Options) {
  const [drag, setDrag] = useState<Drag>()
  const moveTo = ({ clientX }: PointerEvent) => {
    if (!drag) return
    const bySeconds = (clientX - drag.fromPx) / pxPerSecond
    const reachSeconds = REACH_PX / pxPerSecond
    const by = snapped(drag.times, drag.grip, bySeconds, { marks, reachSeconds })
    setDrag({ ...drag, now: moved(drag.times, drag.grip, by, room) })
  }
  const end = ({ nativeEvent }: PointerEvent) => {
    if (!drag) return
    setDrag(undefined)
    if (drag.now.start !== drag.times.start || drag.now.end !== drag.times.end) onMove(drag.now)
    else if (drag.grip === 'whole') onTap(nativeEvent.offsetX)
  }
  const handlers = (grip: Grip) => ({
    onPointerDown(event: PointerEvent) {
      event.preventDefault()
      event.currentTarget.setPointerCapture(event.pointerId)
      ;(event.currentTarget as HTMLElement).focus()
      setDrag({ grip, fromPx: event.clientX, times, now: times })
    },
    onPointerMove: moveTo,
    onPointerUp: end,
    onPointerCancel: () => setDrag(undefined),
  })
  return { now: drag?.now, handlers }
}
