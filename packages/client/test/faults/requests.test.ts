import { FAULTS, MAIN_FAULTS } from './catalogue.ts'
import { describeRequests } from './describe-requests.ts'
import { VERBS } from './verbs.ts'

// `npm run soak -- tests` has all of them for each verb.
for (const verb of VERBS) describeRequests(verb, verb.name === 'get' ? FAULTS : MAIN_FAULTS)
