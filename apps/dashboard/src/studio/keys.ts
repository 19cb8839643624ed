import { type RefObject, useEffect, useRef } from 'react'
import { isTyping, singleKeysAreOn } from '../list/keys.ts'
import type { LineVerbs } from './line-verbs.ts'
import type { Transport } from './media/transport.ts'

interface Controlled {
  verbs: LineVerbs
  transport: Transport
  /** The chosen line. */
  id: string
  showKeys(): void
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
  const shifted = shiftKey && /^[a-z]$/.test(name) ? `Shift ${name}` : name
  if (isCtrl) return WITH_CTRL[shifted]
  if (altKey) return WITH_ALT[shifted]
  if (key === 'Escape' && isTyping(target)) return leave
  // A button or a field keeps its own keys.
  if (isTyping(target) || (target instanceof Element && target.closest('button, a, summary') !== null))
    return undefined
  return singleKeysAreOn() ? SINGLE[shifted] : undefined
}

const verb =
  (act: (verbs: LineVerbs) => void): Action =>
  ({ verbs }) =>
    act(verbs)

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

/** What also works while a text is written, with Alt. */
const ANYWHERE: Record<string, Action> = {
  r: verb(({ play }) => play('result')),
  'Shift r': verb(({ play }) => play('source')),
  h: verb(({ hear }) => hear()),
  a: verb(({ approve }) => approve()),
  s: verb(({ split }) => split()),
  m: verb(({ merge }) => merge()),
  f: verb(({ stepToProblem }) => stepToProblem(1)),
  'Shift f': verb(({ stepToProblem }) => stepToProblem(-1)),
  ArrowUp: verb(({ step }) => step(-1)),
  ArrowDown: verb(({ step }) => step(1)),
  '[': verb(({ setTime }) => setTime('start')),
  ']': verb(({ setTime }) => setTime('end')),
}

const SINGLE: Record<string, Action> = {
  ...ANYWHERE,
  ' ': toggle,
  ArrowLeft: seek(-1),
  ArrowRight: seek(1),
  ',': seek(-0.1),
  '.': seek(0.1),
  n: verb(({ insert }) => insert()),
  Delete: verb(({ remove }) => remove()),
  Enter: edit,
  '?': ({ showKeys }) => showKeys(),
}

const WITH_ALT = ANYWHERE

const WITH_CTRL: Record<string, Action> = {
  ' ': toggle,
  Enter: (controlled, root) => {
    leave(controlled, root)
    controlled.verbs.approve()
  },
  z: verb(({ undo }) => undo()),
  'Shift z': verb(({ redo }) => redo()),
}
