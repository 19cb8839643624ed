import { expect, test } from 'vitest'
import { Listeners } from './listeners.ts'

test('many changes are delivered a few at once, each to its own listener, and none is left', () => {
  const deliveries: (() => void)[] = []
  const listeners = new Listeners((deliver) => void deliveries.push(deliver))
  const heard: string[] = []
  const ids = Array.from({ length: 20 }, (_, index) => `tr_${index}`)
  const stop = ids.map((id) => listeners.add(id, () => void heard.push(id)))
  for (const id of [...ids, ...ids, 'tr_unheard']) listeners.changed(id)
  expect(deliveries).toHaveLength(1)
  deliveries.shift()?.()
  expect(heard).toEqual(ids.slice(0, 8))
  stop[8]?.()
  while (deliveries.length > 0) deliveries.shift()?.()
  expect(heard).toEqual(ids.filter((id) => id !== 'tr_8'))
})
