import type { Command } from 'commander'

/** Examples by the name of the command. A test parses each, so none can be wrong. */
export const EXAMPLES: Record<string, readonly string[]> = {
  'video-translation': [
    'video-translation translate talk.mp4 --from en --to es',
    'video-translation translate talk.mp4 --from en --to es,ca --out talk-es-ca',
    'video-translation serve --port 8484',
    'video-translation simulate --scenario fails-late',
    'video-translation wait tr_0199... --timeout 10m --json',
  ],
  translate: [
    'video-translation translate talk.mp4 --from en --to es',
    'video-translation translate lectures/ --from en --to es,ca --out translated',
    'video-translation translate talk.mp4 --from en --only transcript',
    'video-translation translate talk.mp4 --from en --to ja --only subtitles --bilingual above',
    'video-translation translate talk.mp4 --from en --to es --burn-in',
    'video-translation translate talk.mp4 --to es,fr --dry-run',
    'ffmpeg -i talk.avi -f matroska - | video-translation translate - --from en --to es',
  ],
  serve: [
    'video-translation serve',
    'video-translation serve --host 0.0.0.0 --api-key team:0123456789abcdef --retention 7d',
  ],
  simulate: [
    'video-translation simulate --face status --processing-time 10',
    "video-translation simulate --scenario '10s;outcome=error'",
  ],
  dashboard: [
    'video-translation dashboard',
    'video-translation dashboard --server https://video.example.com',
  ],
  open: ['video-translation open tr_0199...'],
  mcp: [
    'video-translation mcp --files ~/Videos',
    'video-translation mcp --http --port 8485 --server https://video.example.com',
  ],
  create: [
    'video-translation create talk.mp4 --from en --to es --reference order-7',
    'video-translation create - --from en --to es < talk.mp4',
  ],
  status: ['video-translation status tr_0199...', 'video-translation status tr_0199... --json'],
  wait: [
    'video-translation wait tr_0199... --timeout 10m',
    'video-translation wait tr_0199... tr_0200... --json',
  ],
  list: ['video-translation list --status running,pending', 'video-translation list --text talk --limit 50'],
  cancel: [
    'video-translation cancel tr_0199...',
    'video-translation cancel --status pending --reference batch-3',
  ],
  retry: ['video-translation retry tr_0199...', 'video-translation retry --status error --to es --yes'],
  delete: [
    'video-translation delete tr_0199...',
    'video-translation delete --status completed --older-than 30d --yes',
  ],
  download: [
    'video-translation download tr_0199... --out results',
    'video-translation download tr_0199... es.mp4 es.srt --overwrite',
  ],
  cues: [
    'video-translation cues tr_0199... --to es > es.srt',
    'video-translation cues tr_0199... --to es --apply es.srt --out results',
  ],
  approve: [
    'video-translation approve tr_0199...',
    'video-translation approve tr_0199... --stage translation',
  ],
  preview: ["video-translation preview tr_0199... 'Era un joven.' --to es --cue c2 --out line.wav"],
  stats: ['video-translation stats', 'video-translation stats --days 30 --to es'],
  trigger: [
    'video-translation trigger completed http://127.0.0.1:3000/hooks/video --secret whsec_...',
    'video-translation trigger error https://app.example.com/hooks/video --secret whsec_... --reference order-7',
  ],
  models: ['video-translation models list --all', 'video-translation models pull --pair en-es'],
  voices: [
    'video-translation voices --language es',
    'video-translation voices --language es --out voices.wav',
  ],
  'models list': ['video-translation models list --pair en-es'],
  'models pull': ['video-translation models pull', 'video-translation models pull --pair en-fr'],
  'models remove': ['video-translation models remove bergamot-en-fr'],
  workers: ['video-translation workers --server https://video.example.com'],
  keys: ['video-translation keys create app --scope write', 'video-translation keys audit --limit 20'],
  'keys create': ['video-translation keys create till --owner shop --expires 90d'],
  'keys list': ['video-translation keys list --all'],
  'keys revoke': ['video-translation keys revoke app'],
  'keys limits': [
    'video-translation keys limits shop --max-running 4 --retention 7d',
    'video-translation keys limits shop --unset max-running',
  ],
  'keys audit': ['video-translation keys audit --owner shop'],
  doctor: ['video-translation doctor', 'video-translation doctor --json'],
  backup: ['video-translation backup /backups/today'],
  'migrate-database': [
    'video-translation migrate-database --database-url postgres://user@db.example.com/video',
  ],
  config: ['video-translation config'],
  completion: [
    'source <(video-translation completion bash)',
    'video-translation completion fish > ~/.config/fish/completions/video-translation.fish',
  ],
}

/** The examples of a command for its help, with an empty line before them. */
export function describeExamples(command: Command): string {
  const lines = EXAMPLES[fullName(command)] ?? []
  return lines.length === 0 ? '' : ['\nExamples:', ...lines.map((line) => `  ${line}`), ''].join('\n')
}

/** `models pull`; of the root, its own name. */
export function fullName(command: Command): string {
  const { parent } = command
  return parent?.parent ? `${fullName(parent)} ${command.name()}` : command.name()
}
