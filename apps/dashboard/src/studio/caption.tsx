import { useSyncExternalStore } from 'react'
import type { CueSession } from './edits/cue-session.ts'
import { useCue } from './edits/use-cues.ts'
import { spokenAt } from './media/line-at.ts'
import type { Side } from './media/pair.ts'
import type { Transport } from './media/transport.ts'
import type { View } from './use-view.ts'
import css from './stage.module.css'

interface Props {
  session: CueSession
  transport: Transport
  side: Side
  view: View
}

/** The line that is said, over the picture, as it stands: also what is not applied yet. */
export function Caption({ session, transport, side, view }: Props) {
  const id = useSyncExternalStore(
    transport.listen,
    () => spokenAt(session.cues(), transport.atSeconds)?.id ?? '',
  )
  const { cue } = useCue(session, id)
  if (!cue || view.subtitles === 'off') return null
  const shown = { source: view.subtitles !== 'result', result: view.subtitles !== 'source' }
  // Beside each other, each picture has its own.
  const isOwn = (of: Side) => (view.isSideBySide ? side === of : shown[of])
  return (
    <p className={css.caption}>
      {isOwn('source') && <span dir="auto">{cue.text}</span>}
      {isOwn('result') && (
        <span lang={session.language} dir="auto">
          {cue.targets[session.language]?.text}
        </span>
      )}
    </p>
  )
}
