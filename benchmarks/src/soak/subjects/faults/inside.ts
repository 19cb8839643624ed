// The run of faults, inside its namespaces: node inside.ts '{"seed":1,"rounds":10,...}'. It prints
// its report as one line of JSON. The line `stop` on its standard input ends the faults early; the
// end of the input ends all.
import { createInterface } from 'node:readline'
import { soak, type SoakOrder } from './soak.ts'

const order = JSON.parse(process.argv[2] ?? '{}') as SoakOrder
const stopping = new AbortController()
createInterface(process.stdin)
  .on('line', (line) => line === 'stop' && stopping.abort())
  .on('close', () => process.exit(1))
const report = await soak(order, stopping.signal)
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0))
