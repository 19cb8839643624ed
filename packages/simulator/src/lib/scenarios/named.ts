import type { Fault } from '../faults/fault.ts'
import type { JobFault, JobScenario } from './job-scenario.ts'

/** A scenario with a name, for the header `x-simulate` and the command line. */
export interface NamedScenario {
  /** What happens, for a person who chooses. */
  description: string
  scenario: JobScenario
}

const PAGE = '<!doctype html><title>Sign in</title><p>Please sign in to the network.'

/** Every scenario that has a name. */
export const NAMED_SCENARIOS: Readonly<Record<string, NamedScenario>> = {
  slow: { description: 'Takes ten minutes.', scenario: { durationMs: '10m' } },
  'fails-early': {
    description: 'Fails when it has hardly begun.',
    scenario: { outcome: 'error', failAt: 0.05 },
  },
  'fails-late': { description: 'Fails just before its end.', scenario: { outcome: 'error', failAt: 0.95 } },
  stuck: { description: 'Comes two thirds of the way, and never any further.', scenario: { stuckAt: 0.66 } },
  'needs-input': {
    description: 'Stands still half-way, until a person decides.',
    scenario: { outcome: 'needs_input', failAt: 0.5 },
  },
  flaky: { description: 'Three status requests in ten get a 503.', scenario: { flakiness: 0.3 } },
  'rate-limited': {
    description: 'Ten status requests in a minute; more get a 429 with Retry-After.',
    scenario: { requestsPerMinute: 10 },
  },
  partial: {
    description:
      'The last target fails; one that is alone does not, as with status, azure and version 1 of elevenlabs, where failTargets=fr fails French.',
    scenario: { failTargets: 1 },
  },
  'expiring-urls': { description: 'URLs of files work for two seconds.', scenario: { urlLifeMs: '2s' } },
  'completed-without-url': {
    description: 'Told as completed twice before the files have URLs.',
    scenario: { urlAfterLooks: 2 },
  },
  'unknown-status': {
    description: 'While it runs, its status is a word that no client knows.',
    scenario: { unknownStatus: 'reticulating' },
  },
  'duplicate-webhooks': { description: 'Each webhook comes twice.', scenario: { webhookCopies: 2 } },
  'lost-webhooks': { description: 'No webhook comes.', scenario: { webhookCopies: 0 } },
  resets: meeting('The 2nd and 3rd status request end in a reset connection.', {
    kind: 'reset',
    at: 'start',
  }),
  'broken-answers': meeting('The answers to the 2nd and 3rd status request break off.', { kind: 'closed' }),
  'truncated-answers': meeting('The JSON of the 2nd and 3rd status request ends in mid-word.', {
    kind: 'truncated',
  }),
  'slow-answers': meeting('The 2nd and 3rd status request are answered after five seconds.', {
    kind: 'slow',
    part: 'headers',
    ms: 5000,
  }),
  silent: meeting('The 2nd and 3rd status request get headers, and then nothing.', { kind: 'silent' }),
  'html-answers': meeting('The 2nd and 3rd status request get a page of HTML with 200.', {
    kind: 'answer',
    status: 200,
    mediaType: 'text/html',
    body: PAGE,
  }),
}

function meeting(description: string, fault: Fault): NamedScenario {
  const second: JobFault = { from: 2, times: 2, fault }
  return { description, scenario: { faults: [second] } }
}
