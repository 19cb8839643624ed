import { expect, test } from 'vitest'
import { currentMessages } from '../../shell/message-store.ts'
import type { SaveState } from './cue-session-state.ts'
import { goOn } from './go-on.ts'

const session = (isSaved: boolean, save: SaveState) => ({
  saveSeen: async () => isSaved,
  catchUp: async () => false,
  state: { ids: [], revision: 7, reads: 1, save, lastSaved: [], canUndo: false, canRedo: false },
})
const said = () => currentMessages().at(-1)?.text

test('a step is made of what was seen, or a person is told why not', async () => {
  const made: number[] = []
  const step = async (revision: number) => void made.push(revision)
  await goOn(session(false, 'asks'), (key) => key, step)
  expect([made, said()]).toEqual([[], 'save.asks'])
  await goOn(session(false, 'saved'), (key) => key, step)
  expect([made, said()]).toEqual([[], 'conflict.again'])
  await goOn(session(true, 'saved'), (key) => key, step)
  expect(made).toEqual([7])
  await goOn(
    session(true, 'saved'),
    (key) => key,
    () => Promise.reject(new Error('No room.')),
  )
  expect(said()).toBe('No room.')
})
