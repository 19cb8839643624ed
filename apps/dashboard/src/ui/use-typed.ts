import { type ChangeEvent, useLayoutEffect, useRef, useState } from 'react'

/**
 * The props of a field that keeps what is typed itself: a key draws its letter, and nothing waits
 * for the rest of the page. What comes from elsewhere, e.g. an undo, takes the place of the text.
 */
export function useTyped<Control extends HTMLInputElement | HTMLTextAreaElement>(
  value: string,
  onType: (text: string) => void,
) {
  const field = useRef<Control>(null)
  const [defaultValue] = useState(value)
  useLayoutEffect(() => {
    if (field.current && field.current.value !== value) field.current.value = value
  })
  return {
    ref: field,
    defaultValue,
    onChange: ({ target }: ChangeEvent<Control>) => onType(target.value),
  }
}
