import { FAULTS, MAIN_FAULTS } from './catalogue.ts'
import { describeWait } from './describe-waits.ts'
import { WAITS } from './waits.ts'

// `npm run soak -- tests` has all of them for each wait.
for (const wait of WAITS) describeWait(wait, wait.name === 'wait with polling' ? FAULTS : MAIN_FAULTS)
