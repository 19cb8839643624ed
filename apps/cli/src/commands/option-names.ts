/** The option of `serve` behind each setting that the server names in its messages. */
const OPTIONS: Readonly<Record<string, string>> = {
  apiKeys: '--api-key',
  metricsKey: '--metrics-key',
  publicUrl: '--public-url',
  allowedHosts: '--allowed-host',
  corsOrigins: '--cors',
  trustProxy: '--trust-proxy',
  dataDir: '--data',
  'limits.targets': '--max-targets',
}

/** Rewrites a message of the server for a person who sets options and knows no setting by its name. */
export function inOptionNames(message: string): string {
  return Object.entries(OPTIONS).reduce(
    (text, [setting, option]) => text.replace(new RegExp(`(?<![\\w./-])${setting}(?![\\w/-])`, 'g'), option),
    message,
  )
}
