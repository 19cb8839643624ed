import { type ReactNode, useEffect, useState } from 'react'
import { takeTurn } from './turns.ts'

interface Props {
  /** Quick to draw, and of the same size. */
  first: ReactNode
  children: ReactNode
}

/** Draws `first` at once, and what takes longer when its turn comes. */
export function Later({ first, children }: Props) {
  const [isTime, setIsTime] = useState(false)
  useEffect(() => takeTurn(() => setIsTime(true)), [])
  return isTime ? children : first
}
