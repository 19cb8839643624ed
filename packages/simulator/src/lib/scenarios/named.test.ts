import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { FACES } from '../faces/faces.ts'
import { FAULT_KINDS } from '../faults/read-fault.ts'
import { JOB_SCENARIO_MEMBERS, resolveJobScenario } from './job-scenario.ts'
import { NAMED_SCENARIOS } from './named.ts'

const docs = await readFile(new URL('../../../../../docs/simulator.md', import.meta.url), 'utf8')

test.each(Object.entries(NAMED_SCENARIOS))(
  'the document says what happens in %s',
  (name, { description, scenario }) => {
    expect(docs).toContain(`| \`${name}\` | ${description} |`)
    expect(() => resolveJobScenario(scenario)).not.toThrow()
  },
)

test('the document names every member of a scenario, every face and every fault', () => {
  for (const member of JOB_SCENARIO_MEMBERS) expect(docs).toContain(`| \`${member}\` |`)
  for (const face of Object.keys(FACES)) expect(docs).toContain(`| \`${face}\` |`)
  for (const kind of FAULT_KINDS) expect(docs).toMatch(new RegExp(`^\\|.*\`${kind}\``, 'm'))
})
