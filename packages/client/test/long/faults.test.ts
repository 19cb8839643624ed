import { FAULTS } from '../faults/catalogue.ts'
import { describeRequests } from '../faults/describe-requests.ts'
import { describeWait } from '../faults/describe-waits.ts'
import { VERBS } from '../faults/verbs.ts'
import { WAITS } from '../faults/waits.ts'

for (const verb of VERBS) describeRequests(verb, FAULTS)
for (const wait of WAITS) describeWait(wait, FAULTS)
