import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { capacityTable } from './capacity.ts'
import { demandOf } from './capacity/model.ts'

it('docs/operate/capacity.md has the table that the model computes', async () => {
  const page = await readFile(new URL('../../docs/operate/capacity.md', import.meta.url), 'utf8')
  expect(page).toContain(capacityTable())
})

it('ten times the minutes need about ten times of everything', () => {
  const [one, ten] = [demandOf(1_000_000), demandOf(10_000_000)]
  for (const name of ['workers', 'connections', 'databaseShare', 'rowsPerDay'] as const)
    expect(ten[name] / one[name]).toBeCloseTo(10, 0)
})
