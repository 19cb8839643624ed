import { Command } from 'commander'
import { expect, it } from 'vitest'
import { settingsOf, withServerBasics } from './serve-options.ts'

function settingsFrom(...args: string[]) {
  const command = withServerBasics(new Command('serve'))
  command.parse(args, { from: 'user' })
  return settingsOf(command.opts())
}

it('--model-memory is the budget of the models in bytes, and may be nothing', () => {
  expect(settingsFrom('--model-memory', '4GB').pipeline).toEqual({ modelMemoryBytes: 4e9 })
  expect(settingsFrom('--model-memory', '0').pipeline).toEqual({ modelMemoryBytes: 0 })
  expect(settingsFrom().pipeline).toBeUndefined()
})
