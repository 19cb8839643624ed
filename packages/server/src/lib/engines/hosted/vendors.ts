import { type ClientOptions, type Protocol, VideoTranslationClient } from 'video-translation-client'
import { azure } from 'video-translation-client/protocols/azure'
import { elevenLabs, elevenLabsProjects } from 'video-translation-client/protocols/elevenlabs'
import { heygen } from 'video-translation-client/protocols/heygen'
import type { TransferLimits } from '../../net/transfer-watch.ts'
import { proxiedFetch } from '../../net/proxy.ts'
import type { Engine } from '../engine.ts'
import { checkElevenLabsEdits } from './elevenlabs-edits.ts'
import { checkHeygenEdits } from './heygen-edits.ts'
import { makeHeygenVideo } from './heygen-video.ts'
import { createHostedEngine } from './hosted-engine.ts'
import { SEPARATE_JOBS } from './jobs/separate-jobs.ts'
import { refuseProjectRequest } from './projects/options.ts'
import { createProjectWork } from './projects/project-work.ts'
import { createProofreadWork } from './proofreads/proofread-work.ts'
import type { HostedClient, HostedRequest, HostedVendor } from './vendor/vendor.ts'
import { createVendorResponses } from './vendor/vendor-responses.ts'

type Abilities = Pick<
  HostedVendor,
  | 'name'
  | 'description'
  | 'takesFiles'
  | 'work'
  | 'charges'
  | 'corrections'
  | 'refuse'
  | 'reviews'
  | 'reviewedTargets'
>

interface VendorSettings extends Abilities {
  protocol: Protocol<HostedRequest>
  /** Environment variables with its API key and its URL. */
  keyVariable: string
  urlVariable: string
  /** Default URL. Absent if every customer has a URL of their own. */
  url?: string
}

const VENDORS: VendorSettings[] = [
  {
    name: 'heygen',
    description: 'HeyGen translates on its own machines, with lip sync. It charges a fee and cannot cancel.',
    protocol: heygen() as Protocol<HostedRequest>,
    takesFiles: true,
    work: createProofreadWork(makeHeygenVideo),
    charges: {
      vendor: 'HeyGen',
      verbs: { create: 'video', approve: 'video', retry: 'video', addTargets: 'video' },
    },
    corrections: {
      noCues:
        'HeyGen shows its lines only for a review of the translation: create it with `review: ["translation"]`, and ' +
        'wait until it asks for input.',
      check: checkHeygenEdits,
      noApply:
        'HeyGen takes no corrections of a video that is made. Create the translation again with ' +
        '`review: ["translation"]`.',
    },
    reviews: ['translation'],
    reviewedTargets: 1,
    keyVariable: 'HEYGEN_API_KEY',
    urlVariable: 'HEYGEN_URL',
    url: 'https://api.heygen.com',
  },
  {
    name: 'elevenlabs',
    description: 'ElevenLabs dubs on its own machines. It charges a fee and cannot cancel.',
    protocol: elevenLabs() as Protocol<HostedRequest>,
    takesFiles: true,
    work: SEPARATE_JOBS,
    charges: { vendor: 'ElevenLabs', verbs: { create: 'dub', retry: 'dub', addTargets: 'dub' } },
    corrections: {
      noCues:
        'ElevenLabs cannot correct a dub. Create it with the engine `elevenlabs-projects`, the lines of which can be ' +
        'read and corrected.',
    },
    reviews: [],
    keyVariable: 'ELEVENLABS_API_KEY',
    urlVariable: 'ELEVENLABS_URL',
    url: 'https://api.elevenlabs.io',
  },
  {
    name: 'azure',
    description: 'Azure AI Speech translates blobs of Azure Storage. It charges a fee and cannot cancel.',
    // Its protocol accepts no Blob. With `takesFiles: false` the engine refuses uploads first.
    protocol: azure() as unknown as Protocol<HostedRequest>,
    takesFiles: false,
    work: SEPARATE_JOBS,
    charges: { vendor: 'Azure', verbs: { create: 'video', retry: 'video', addTargets: 'video' } },
    corrections: {
      noCues:
        'Azure takes corrections only as the URL of a WebVTT file that it can reach. Use the protocol `azure` of ' +
        'the client with such a URL, or another engine.',
    },
    reviews: [],
    keyVariable: 'AZURE_SPEECH_KEY',
    urlVariable: 'AZURE_SPEECH_ENDPOINT',
  },
  {
    name: 'elevenlabs-projects',
    description:
      'ElevenLabs dubs on its own machines, and its lines can be corrected. It makes sound and subtitles, but no ' +
      'video. It charges a fee for each language and cannot cancel.',
    protocol: elevenLabsProjects() as Protocol<HostedRequest>,
    takesFiles: true,
    work: createProjectWork(),
    // It documents no way to dub a failed language again for less, so a retry adds it anew.
    charges: {
      vendor: 'ElevenLabs',
      verbs: { create: 'dub', apply: 'lines', approve: 'dub', retry: 'dub', addTargets: 'dub' },
    },
    corrections: { check: checkElevenLabsEdits },
    refuse: refuseProjectRequest,
    reviews: ['transcript'],
    keyVariable: 'ELEVENLABS_API_KEY',
    urlVariable: 'ELEVENLABS_URL',
    url: 'https://api.elevenlabs.io',
  },
]

/** How engines reach their vendors. */
export interface HostedOptions {
  /** Slowest accepted download of a result. */
  limits?: TransferLimits
  /** Makes the requests. Default: `fetch`, through the proxy of the environment. */
  fetch?: typeof globalThis.fetch
  /** Default: the defaults of the client. */
  waiting?: ClientOptions['waiting']
  /** Default: the defaults of the client. */
  retry?: ClientOptions['retry']
}

/** An engine for each vendor. It is ready if the environment has the vendor's key. */
export function createHostedEngines(
  env: NodeJS.ProcessEnv = process.env,
  { limits, fetch = proxiedFetch, waiting, retry }: HostedOptions = {},
): Engine[] {
  return VENDORS.map((vendor) => {
    const responses = createVendorResponses(fetch)
    return createHostedEngine({
      ...vendor,
      limits,
      responses,
      client: clientOf(vendor, env, { fetch: responses.fetch, waiting, retry }),
      setUp: `Set ${vendor.keyVariable}${vendor.url ? '' : ` and ${vendor.urlVariable}`} for the server.`,
    })
  })
}

function clientOf(
  { protocol, keyVariable, urlVariable, url: defaultUrl }: VendorSettings,
  env: NodeJS.ProcessEnv,
  options: Pick<ClientOptions, 'fetch' | 'waiting' | 'retry'>,
): HostedClient | undefined {
  const apiKey = env[keyVariable]
  const url = env[urlVariable] || defaultUrl
  if (!apiKey || !url) return undefined
  return new VideoTranslationClient(url, { ...options, protocol, apiKey })
}
