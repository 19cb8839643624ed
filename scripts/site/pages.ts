/** A page of the site and its place in the menu. */
export interface Page {
  title: string
  /** Path in `docs/`, or of a generated page, without `.md`. */
  path: string
}

/** The menu. A test checks that it has every document. */
export const MENU: readonly { title: string; pages: readonly Page[] }[] = [
  {
    title: 'Start',
    pages: [
      { title: 'In five minutes', path: 'start' },
      { title: 'Command line', path: 'cli' },
      { title: 'Dashboard', path: 'dashboard' },
      { title: 'Assistants (MCP)', path: 'mcp' },
    ],
  },
  {
    title: 'Translate',
    pages: [
      { title: 'The pipeline', path: 'pipeline' },
      { title: 'Correct the result', path: 'editing' },
      { title: 'HeyGen', path: 'vendors/heygen' },
      { title: 'ElevenLabs', path: 'vendors/elevenlabs' },
      { title: 'Azure', path: 'vendors/azure' },
    ],
  },
  {
    title: 'Build an app',
    pages: [
      { title: 'Recipes', path: 'recipes' },
      { title: 'Wait', path: 'waiting' },
      { title: 'Webhooks', path: 'webhooks' },
      { title: 'Runtimes', path: 'runtimes' },
      { title: 'Protocols of other servers', path: 'protocols' },
      { title: 'Coming from Python', path: 'coming-from' },
      { title: "Coming from a vendor's SDK", path: 'coming-from-vendors' },
      { title: 'How polls are scheduled', path: 'expected-schedule' },
    ],
  },
  { title: 'Test an integration', pages: [{ title: 'The simulator', path: 'simulator' }] },
  {
    title: 'Run servers',
    pages: [
      { title: 'Overview', path: 'operate/README' },
      { title: 'Docker', path: 'operate/docker' },
      { title: 'systemd', path: 'operate/systemd' },
      { title: 'Kubernetes', path: 'operate/kubernetes' },
      { title: 'Reverse proxy', path: 'operate/reverse-proxy' },
      { title: 'PostgreSQL', path: 'operate/postgresql' },
      { title: 'Buckets', path: 'operate/s3' },
      { title: 'Roles', path: 'operate/roles' },
      { title: 'Keys', path: 'operate/keys' },
      { title: 'Limits', path: 'operate/limits' },
      { title: 'Monitoring', path: 'operate/monitoring' },
      { title: 'Capacity', path: 'operate/capacity' },
      { title: 'Backup and restore', path: 'operate/backup-and-restore' },
      { title: 'Upgrade', path: 'operate/upgrade' },
      { title: 'Backup of one server', path: 'backup' },
      { title: 'Disk', path: 'disk' },
      { title: 'Network', path: 'network' },
      { title: 'Long checks', path: 'soak' },
    ],
  },
  {
    title: 'Reference',
    pages: [
      { title: 'Errors', path: 'errors' },
      { title: 'HTTP', path: 'reference/http' },
      { title: 'Client', path: 'reference/client' },
      { title: 'Server', path: 'reference/server' },
      { title: 'Simulator', path: 'reference/simulator' },
      { title: 'Dashboard', path: 'reference/dashboard' },
      { title: 'Command line', path: 'reference/cli' },
      { title: 'Stability', path: 'stability' },
      { title: 'Licences', path: 'licences' },
    ],
  },
]
