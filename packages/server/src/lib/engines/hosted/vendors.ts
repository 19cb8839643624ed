import { type Protocol, VideoTranslationClient } from 'video-translation-client'
import { azure } from 'video-translation-client/protocols/azure'
import { elevenLabs } from 'video-translation-client/protocols/elevenlabs'
import { heygen } from 'video-translation-client/protocols/heygen'
import type { TransferLimits } from '../../net/transfer-watch.ts'
import { proxiedFetch } from '../../net/proxy.ts'
import type { Engine } from '../engine.ts'
import { createHostedEngine } from './hosted-engine.ts'
import type { HostedClient, HostedRequest } from './vendor.ts'
import { createVendorResponses } from './vendor-responses.ts'

interface VendorSettings {
  name: string
  description: string
  protocol: Protocol<HostedRequest>
  takesFiles: boolean
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
    keyVariable: 'HEYGEN_API_KEY',
    urlVariable: 'HEYGEN_URL',
    url: 'https://api.heygen.com',
  },
  {
    name: 'elevenlabs',
    description: 'ElevenLabs dubs on its own machines. It charges a fee and cannot cancel.',
    protocol: elevenLabs() as Protocol<HostedRequest>,
    takesFiles: true,
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
    keyVariable: 'AZURE_SPEECH_KEY',
    urlVariable: 'AZURE_SPEECH_ENDPOINT',
  },
]

/** An engine for each vendor. It is ready if the environment has the vendor's key. */
export function createHostedEngines(env: NodeJS.ProcessEnv = process.env, limits?: TransferLimits): Engine[] {
  return VENDORS.map((vendor) => {
    const { name, description, takesFiles } = vendor
    const responses = createVendorResponses(proxiedFetch)
    return createHostedEngine({
      name,
      description,
      takesFiles,
      limits,
      responses,
      client: clientOf(vendor, env, responses.fetch),
      setUp: `Set ${vendor.keyVariable}${vendor.url ? '' : ` and ${vendor.urlVariable}`} for the server.`,
    })
  })
}

function clientOf(
  { protocol, keyVariable, urlVariable, url: defaultUrl }: VendorSettings,
  env: NodeJS.ProcessEnv,
  fetch: typeof globalThis.fetch,
): HostedClient | undefined {
  const apiKey = env[keyVariable]
  const url = env[urlVariable] || defaultUrl
  return apiKey && url ? new VideoTranslationClient(url, { protocol, apiKey, fetch }) : undefined
}
