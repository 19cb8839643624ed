// `npm run demo` translates a real video into Spanish, and `npm run demo -- es` one from Spanish
// into English, with a server on this machine and the public client over HTTP.
import { ensureFfmpeg } from './prepare.ts'
import { offerDashboard } from './dashboard.ts'
import { chooseDemo } from './demos.ts'
import { runDemo } from './run-demo.ts'

try {
  const demo = chooseDemo(process.argv[2])
  ensureFfmpeg()
  await demo.prepare()
  await runDemo(demo, offerDashboard)
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
