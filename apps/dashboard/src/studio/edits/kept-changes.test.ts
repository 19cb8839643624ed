import { afterEach, expect, test, vi } from 'vitest'
import { type KeptChange, keptChanges } from './kept-changes.ts'

afterEach(() => void vi.unstubAllGlobals())

function useStorage(): void {
  const items = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  })
}

const typed = (text: string): KeptChange => ({ change: { text }, from: { text: '' } })

test('two tabs of one translation keep the unsent words of each other', () => {
  useStorage()
  const [one, other] = [keptChanges('tr_1', 'es'), keptChanges('tr_1', 'es')]
  one.read()
  other.read()
  one.write(new Map([['c1', typed('Una')]]))
  other.write(new Map([['c2', typed('Dos')]]))
  other.write(new Map())
  expect([...keptChanges('tr_1', 'es').read()]).toEqual([['c1', typed('Una')]])
  other.write(new Map([['c1', typed('Una, de otra pestaña')]]))
  one.write(new Map())
  expect([...keptChanges('tr_1', 'es').read()]).toEqual([['c1', typed('Una, de otra pestaña')]])
  other.write(new Map())
  expect(keptChanges('tr_1', 'es').read().size).toBe(0)
})
