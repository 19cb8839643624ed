// The servers of the samples: simulators, at the addresses that the pages name.
import { createSimulator, type Face, type FaceName } from 'video-translation-simulator'
import { vozoFace } from '../../../../examples/new-protocol/vozo-face.ts'

const FACES: Record<string, FaceName | Face> = {
  'http://127.0.0.1:8484': 'native',
  'https://translate.example.com': 'native',
  'http://127.0.0.1:5000': 'status',
  'https://api.heygen.com': 'heygen',
  'https://api.elevenlabs.io': 'elevenlabs',
  'https://eastus.api.cognitive.microsoft.com': 'azure',
  'https://api.vozo.ai': vozoFace,
}

const SPEED = 20

const simulators = new Map(
  Object.entries(FACES).map(([origin, face]) => [
    origin,
    createSimulator({ face, speed: SPEED, fetch: answerSimulator, scenario: '2s' }),
  ]),
)

/** Answers for the servers of the samples, in place of the network. */
export const backendFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  const { origin } = new URL(request.url)
  const simulator = simulators.get(origin)
  if (simulator) return await simulator.fetch(request)
  throw new TypeError(`A sample asks ${origin}, which the samples do not have.`)
}

/** Takes every webhook, and has subtitles at every address. */
async function answerSimulator(_input: string | URL | Request, init?: RequestInit): Promise<Response> {
  if (init?.method === 'POST') return new Response(null, { status: 204 })
  return new Response('WEBVTT\n\n00:00.000 --> 00:02.000\nHay varias.\n')
}

export async function closeBackends(): Promise<void> {
  await Promise.all([...simulators.values()].map((simulator) => simulator.close()))
}
