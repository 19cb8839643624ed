import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'

/** Supported versions of the API, oldest first. */
const API_VERSIONS = ['2024-05-20-preview', '2025-05-20', '2026-03-01']
/** First version with automatic iterations and properties. */
const WITH_PROPERTIES = '2026-03-01'

/** Checks the version, which every request must name. @throws Refusal 400 */
export function checkVersion(call: Call): void {
  const version = versionIn(call)
  const known = API_VERSIONS.join(', ')
  if (!version) throw new Refusal(400, 'MissingApiVersionParameter', `Give an api-version: ${known}.`)
  if (!API_VERSIONS.includes(version))
    throw new Refusal(400, 'UnsupportedApiVersionValue', `"${version}" is not one of the versions ${known}.`)
}

export function versionIn({ url }: Call): string {
  return url.searchParams.get('api-version') ?? ''
}

export function hasProperties(call: Call): boolean {
  return versionIn(call) >= WITH_PROPERTIES
}
