import { createHmac } from 'node:crypto'

/** The secret for a receiver when the request gave none. */
export type SecretFor = (owner: string, url: string) => string

/**
 * Each pair of key and receiver always has the same secret of its own. A receiver can verify a
 * message before reading it, and nobody can replay a message to another receiver. The secrets are
 * derived from the secret of the data folder, so nothing is stored.
 */
export function createReceiverSecrets(serverSecret: string): SecretFor {
  return (owner, url) => {
    const text = JSON.stringify(['webhook', owner, url])
    return `whsec_${createHmac('sha256', serverSecret).update(text).digest('base64')}`
  }
}
