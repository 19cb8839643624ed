// Takes the lock at the first argument repeatedly. It writes `+` and `-` to the file at the second.
import { appendFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { withLock } from '../../src/lib/models/lock.ts'

const [lock = '', witness = '', rounds = '1', holdMs = '1'] = process.argv.slice(2)
for (let round = 0; round < Number(rounds); round++) {
  await withLock(lock, new AbortController().signal, async () => {
    appendFileSync(witness, `+${process.pid}\n`)
    await delay(Number(holdMs))
    appendFileSync(witness, `-${process.pid}\n`)
  })
}
