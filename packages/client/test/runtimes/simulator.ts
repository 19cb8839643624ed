// The simulator of the tests, in a process of its own, as a user starts it. Prints its address.
import { createSimulator } from 'video-translation-simulator'

const simulator = createSimulator({ face: 'native', scenario: { durationMs: 1_000 }, cors: ['*'] })
console.log((await simulator.listen()).url)
