import { type Logger, type Protocol, VideoTranslationClient } from 'video-translation-client'
import { azure } from 'video-translation-client/protocols/azure'
import { elevenLabs } from 'video-translation-client/protocols/elevenlabs'
import { heygen } from 'video-translation-client/protocols/heygen'
import type { Pace } from '../../net/pace.ts'
import { proxiedFetch } from '../../net/proxy.ts'
import type { Engine } from '../engine.ts'
import { createVendorAnswers } from './answers.ts'
import { createHostedEngine, type HostedRequest } from './hosted-engine.ts'

interface Vendor {
  name: string
  description: string
  protocol: Protocol<HostedRequest>
  takesFiles: boolean
  /** Where its key and its address are found. */
  keyVariable: string
  urlVariable: string
  /** Absent where every customer has an address of his own. */
  url?: string
}

const VENDORS: Vendor[] = [
  {
    name: 'heygen',
    description:
      'HeyGen translates on its own machines, with lip sync, and is paid for it. It cannot cancel.',
    protocol: heygen() as Protocol<HostedRequest>,
    takesFiles: true,
    keyVariable: 'HEYGEN_API_KEY',
    urlVariable: 'HEYGEN_URL',
    url: 'https://api.heygen.com',
  },
  {
    name: 'elevenlabs',
    description: 'ElevenLabs dubs on its own machines, and is paid for it. It cannot cancel.',
    protocol: elevenLabs() as Protocol<HostedRequest>,
    takesFiles: true,
    keyVariable: 'ELEVENLABS_API_KEY',
    urlVariable: 'ELEVENLABS_URL',
    url: 'https://api.elevenlabs.io',
  },
  {
    name: 'azure',
    description: 'Azure AI Speech translates blobs of Azure Storage, and is paid for it. It cannot cancel.',
    // It takes no files, which the engine refuses before they get there.
    protocol: azure() as unknown as Protocol<HostedRequest>,
    takesFiles: false,
    keyVariable: 'AZURE_SPEECH_KEY',
    urlVariable: 'AZURE_SPEECH_ENDPOINT',
  },
]

/** Every vendor that there is a protocol for, as an engine; ready where the environment has its key. */
export function createHostedEngines(env: NodeJS.ProcessEnv = process.env, pace?: Pace): Engine[] {
  return VENDORS.map((vendor) => {
    const { name, description, takesFiles } = vendor
    const answers = createVendorAnswers()
    return createHostedEngine({
      name,
      description,
      takesFiles,
      pace,
      answers,
      client: clientOf(vendor, env, answers.logger),
      setUp: `Set ${vendor.keyVariable}${vendor.url ? '' : ` and ${vendor.urlVariable}`} for the server.`,
    })
  })
}

function clientOf(
  { protocol, keyVariable, urlVariable, url: usual }: Vendor,
  env: NodeJS.ProcessEnv,
  logger: Logger,
): VideoTranslationClient<HostedRequest> | undefined {
  const apiKey = env[keyVariable]
  const url = env[urlVariable] || usual
  return apiKey && url
    ? new VideoTranslationClient(url, { protocol, apiKey, logger, fetch: proxiedFetch })
    : undefined
}
