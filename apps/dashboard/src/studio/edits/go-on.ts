import { say } from '../../shell/message-store.ts'
import type { Words } from '../../words/words.ts'
import type { CueSession } from './cue-session.ts'

/** The part of a session that a step needs. */
type Saving = Pick<CueSession, 'saveSeen' | 'catchUp' | 'state'>

/**
 * Makes a step that goes by what a person has seen, e.g. an approval, once everything is saved. If
 * it cannot be made yet, the person is told, and presses again.
 */
export async function goOn(
  session: Saving,
  t: Words['t'],
  step: (revision: number) => Promise<void>,
): Promise<void> {
  try {
    if (await session.saveSeen()) await step(session.state.revision)
    else say('ask', t(session.state.save === 'asks' ? 'save.asks' : 'conflict.again'))
  } catch (error) {
    say('bad', (await session.catchUp(error)) ? t('conflict.again') : (error as Error).message)
  }
}
