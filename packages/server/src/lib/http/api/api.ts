import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Translation } from 'video-translation-client'
import type { Settings } from '../../config/server-options.ts'
import type { Engine } from '../../engines/engine.ts'
import type { DiskSpace } from '../../files/disk-space.ts'
import type { FileStore } from '../../files/file-store.ts'
import type { KeyAdmin } from '../../keys/key-admin.ts'
import type { Keyring } from '../../keys/keyring.ts'
import type { Store } from '../../store/store.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { Changes } from '../updates/changes.ts'
import type { OwnerChecks } from '../limits/owner-checks.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Health } from '../../health.ts'
import type { Metrics } from '../../observe/metrics.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import type { SharedReads } from '../updates/shared-reads.ts'
import type { UrlSigner } from '../access/signed-url.ts'
import type { SecretFor } from '../../webhooks/receiver-secrets.ts'
import { expectedSecondsRange } from '../../stats/expected-range.ts'
import type { RecentPaces } from '../../stats/recent-paces.ts'
import { type ArtifactLink, translationView } from '../../translation-view.ts'
import type { Uploads } from '../uploads/uploads.ts'
import type { OwnNode } from '../../nodes/own-node.ts'
import type { Workforce } from '../../nodes/workforce.ts'

/** The parts that the routes use. */
export interface Api {
  settings: Settings
  store: Store
  keys: Keyring
  admin: KeyAdmin
  owners: OwnerChecks
  files: FileStore
  /** By name. The first is the default if the settings name none. */
  engines: ReadonlyMap<string, Engine>
  /** This process. */
  node: OwnNode
  /** The workers of all nodes. Undefined: this process does everything itself. */
  workforce?: Workforce | undefined
  uploads: Uploads
  space: DiskSpace
  signer: UrlSigner
  /** The secrets of receivers whose request gave none. */
  secretFor: SecretFor
  changes: Changes
  reads: SharedReads
  paces: RecentPaces
  lifecycle: Lifecycle
  metrics: Metrics
  telemetry: Telemetry
  health: Health
  /** Deletes a translation with its files, and its upload if no other translation uses it. */
  discard(record: TranslationRecord): Promise<unknown>
}

/** A request, with what answers it. */
export interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
  api: Api
}

/** The server's address as the client sees it, without a trailing slash. */
export function baseUrl(request: FastifyRequest, { publicUrl }: Settings): string {
  return publicUrl ?? `${request.protocol}://${request.host}`
}

/** Makes translations as the answer to this request has them. */
export function viewer(request: FastifyRequest, api: Api): (record: TranslationRecord) => Translation {
  const link = artifactLinks(request, api)
  return (record) =>
    translationView(record, link, (running) => expectedSecondsRange(running, api.paces.of(running.owner)))
}

/** Makes signed links for the answer to this request. */
export function artifactLinks(request: FastifyRequest, api: Api): ArtifactLink {
  return linksFrom(() => baseUrl(request, api.settings), api.signer)
}

/** Makes signed links with an address that may not be known yet. */
export function linksFrom(address: () => string, signer: UrlSigner): ArtifactLink {
  return (id, name) => {
    const { query, expiresAt } = signer.sign(id, name)
    const url = `${address()}/v1/translations/${id}/artifacts/${encodeURIComponent(name)}?${query}`
    return { url, urlExpiresAt: new Date(expiresAt).toISOString() }
  }
}
