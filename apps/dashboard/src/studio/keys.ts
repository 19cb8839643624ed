import { type RefObject, useEffect, useRef } from 'react'
import { isTyping, singleKeysAreOn } from '../list/keys.ts'
import type { CueSession } from './cue-session.ts'
import type { Transport } from './transport.ts'

interface Controlled {
  session: CueSession
  transport: Transport
  /** The chosen line. */
  id: string | undefined
  choose(id: string): void
}

/**
 * The keys of the studio. Outside of a text they are single; in a text they need Alt or Ctrl, so
 * that typing is never taken for a command.
 */
export function useStudioKeys(root: RefObject<HTMLElement | null>, controlled: Controlled): void {
  const latest = useRef(controlled)
  latest.current = controlled
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isInside = root.current?.contains(event.target as Node) || event.target === document.body
      const act = isInside ? actionOf(event) : undefined
      if (!act) return
      event.preventDefault()
      act(latest.current, root.current)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [root])
}

type Action = (controlled: Controlled, root: HTMLElement | null) => void

/** The action of a key. Undefined: the key is the browser's. */
export function actionOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target'>,
): Action | undefined {
  const { key, altKey, shiftKey, target } = event
  const isCtrl = event.ctrlKey || event.metaKey
  const name = key.length === 1 ? key.toLowerCase() : key
  if (isCtrl) return WITH_CTRL[shiftKey ? `Shift ${name}` : name]
  if (altKey) return WITH_ALT[name]
  // A button or a field keeps its own keys.
  if (isTyping(target) || (target instanceof Element && target.closest('button, a, summary') !== null))
    return undefined
  return singleKeysAreOn() ? SINGLE[name] : undefined
}

const step =
  (by: number): Action =>
  ({ session, id, choose }) => {
    const { ids } = session.state
    const next = ids[ids.indexOf(id ?? '') + by]
    if (next !== undefined) choose(next)
  }

const playLine: Action = ({ session, transport, id }) => {
  const cue = id === undefined ? undefined : session.get(id)
  if (cue) transport.playSpan(cue.start, cue.end)
}

const approve: Action = (controlled, root) => {
  if (controlled.id !== undefined) controlled.session.change(controlled.id, { approved: true })
  step(1)(controlled, root)
}

const setTime =
  (field: 'start' | 'end'): Action =>
  ({ session, transport, id }) => {
    if (id !== undefined) session.change(id, { [field]: Math.round(transport.atSeconds * 100) / 100 })
  }

const seek =
  (by: number): Action =>
  ({ transport }) =>
    transport.seek(transport.atSeconds + by)
const toggle: Action = ({ transport }) => transport.toggle()

/** Into the text of the chosen line. */
const edit: Action = ({ id }, root) =>
  root?.querySelector<HTMLTextAreaElement>(`[data-cue="${id}"] textarea`)?.focus()

/** Lets a person leave the text with what was typed. */
const leave: Action = () => (document.activeElement as HTMLElement | null)?.blur()

const SINGLE: Record<string, Action> = {
  ' ': toggle,
  r: playLine,
  a: approve,
  ArrowUp: step(-1),
  ArrowDown: step(1),
  ArrowLeft: seek(-1),
  ArrowRight: seek(1),
  ',': seek(-0.1),
  '.': seek(0.1),
  '[': setTime('start'),
  ']': setTime('end'),
  Enter: edit,
}

const WITH_ALT: Record<string, Action> = { ArrowUp: step(-1), ArrowDown: step(1), r: playLine, a: approve }

const WITH_CTRL: Record<string, Action> = {
  ' ': toggle,
  Enter: (controlled, root) => {
    leave(controlled, root)
    approve(controlled, root)
  },
  z: ({ session }) => void session.undo(),
  'Shift z': ({ session }) => void session.redo(),
}
