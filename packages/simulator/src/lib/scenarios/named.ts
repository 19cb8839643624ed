import type { Fault } from '../faults/fault.ts'
import type { JobFault, JobScenario } from './job-scenario.ts'

/** A scenario that has a name, for the header `x-simulate` and the command line. */
export interface NamedScenario {
  /** One line that helps a person choose. */
  description: string
  scenario: JobScenario
}

const PAGE = '<!doctype html><title>Sign in</title><p>Please sign in to the network.'

/** The built-in scenarios by name. */
export const NAMED_SCENARIOS: Readonly<Record<string, NamedScenario>> = {
  slow: { description: 'Takes ten minutes.', scenario: { durationMs: '10m' } },
  'fails-early': {
    description: 'Fails soon after its start.',
    scenario: { outcome: 'error', failAt: 0.05 },
  },
  'fails-late': { description: 'Fails just before its end.', scenario: { outcome: 'error', failAt: 0.95 } },
  stuck: { description: 'Stops forever after two thirds of the way.', scenario: { stuckAt: 0.66 } },
  'needs-input': {
    description: 'Stops half-way and waits for a person.',
    scenario: { outcome: 'needs_input', failAt: 0.5 },
  },
  flaky: { description: 'Three status requests in ten get a 503.', scenario: { flakiness: 0.3 } },
  'rate-limited': {
    description: 'Allows ten status requests a minute; more get a 429 with Retry-After.',
    scenario: { requestsPerMinute: 10 },
  },
  partial: {
    description:
      'The last of several targets fails. With status, azure and version 1 of elevenlabs a job has one target: use failTargets=fr there.',
    scenario: { failTargets: 1 },
  },
  'expiring-urls': { description: 'URLs of files expire after two seconds.', scenario: { urlLifeMs: '2s' } },
  'completed-without-url': {
    description: 'The first two answers after completion have no URLs.',
    scenario: { urlAfterStatusRequests: 2 },
  },
  'unknown-status': {
    description: 'Reports an unknown word as its status while it runs.',
    scenario: { unknownStatus: 'reticulating' },
  },
  'duplicate-webhooks': { description: 'Each webhook arrives twice.', scenario: { webhookCopies: 2 } },
  'lost-webhooks': { description: 'No webhook arrives.', scenario: { webhookCopies: 0 } },
  resets: withFault('The connection of the 2nd and 3rd status request is reset.', {
    kind: 'reset',
    at: 'start',
  }),
  'broken-answers': withFault('The connection closes within the 2nd and 3rd answer about the status.', {
    kind: 'closed',
  }),
  'truncated-answers': withFault('The JSON of the 2nd and 3rd answer about the status ends in the middle.', {
    kind: 'truncated',
  }),
  'slow-answers': withFault('The 2nd and 3rd status request wait five seconds for an answer.', {
    kind: 'slow',
    part: 'headers',
    ms: 5000,
  }),
  silent: withFault('The 2nd and 3rd status request get headers, then nothing.', { kind: 'silent' }),
  'html-answers': withFault('The 2nd and 3rd status request get an HTML page with 200.', {
    kind: 'answer',
    status: 200,
    mediaType: 'text/html',
    body: PAGE,
  }),
}

function withFault(description: string, fault: Fault): NamedScenario {
  const second: JobFault = { from: 2, times: 2, fault }
  return { description, scenario: { faults: [second] } }
}
