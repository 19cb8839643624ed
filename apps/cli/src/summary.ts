import type { Translation } from 'video-translation-client'
import { formatBytes, formatSeconds } from './output/format.ts'
import { shown, type SavedFile } from './output/save.ts'

/** How a translation ended, and where its files are, for a person. */
export function describeEnd(translation: Translation, files: SavedFile[]): string[] {
  return [headline(translation), ...problems(translation), ...warnings(translation), ...files.map(fileLine)]
}

/** One translation in a line: id, status, progress, languages, name. */
export function describeRow({
  id,
  status,
  progress,
  from,
  targets,
  source,
  reference,
}: Translation): string[] {
  const percent = status === 'running' && progress !== undefined ? `${Math.floor(progress * 100)} %` : ''
  const languages = `${from ?? '?'} → ${targets.map((target) => target.language).join(', ')}`
  return [id, status, percent, languages, source.name ?? source.url ?? '', reference ?? '']
}

/** One translation in full, target by target. */
export function describeStatus(translation: Translation): string[] {
  const { targets, expectedSeconds } = translation
  return [
    describeRow(translation).filter(Boolean).join('  '),
    ...targets.map(({ language, status, stage, progress }) =>
      ['', language, status, status === 'running' ? stage : undefined, percentOf(status, progress)]
        .filter((word) => word !== undefined)
        .join('  '),
    ),
    ...(expectedSeconds === undefined ? [] : [`  about ${formatSeconds(expectedSeconds)} left`]),
    ...problems(translation),
    ...warnings(translation),
  ]
}

/** What to say of a translation that goes on without this process. */
export function explainDetached(id: string, server: string | undefined, data: string | undefined): string {
  const where = server ? ` --server ${server}` : data ? ` --data ${data}` : ''
  return [
    `${id} goes on at the server.`,
    `  wait for it:        video-translation wait ${id}${where}`,
    `  get its results:    video-translation download ${id}${where}`,
    `  stop it:            video-translation cancel ${id}${where}`,
  ].join('\n')
}

function percentOf(status: string, progress: number | undefined): string | undefined {
  return status === 'running' && progress !== undefined ? `${Math.floor(progress * 100)} %` : undefined
}

function headline({ id, status, startedAt, finishedAt, targets }: Translation): string {
  const languages = targets.map(({ language, status }) => `${language} ${status}`).join(', ')
  const seconds =
    startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : undefined
  return `${id} ${status}: ${languages}${seconds === undefined ? '' : ` (in ${formatSeconds(seconds)})`}`
}

/** The only target's reason is the translation's own, and need not be told twice. */
function problems({ error, targets }: Translation): string[] {
  const own = error ? [`  why: ${error.message}`] : []
  const others = targets.filter((target) => target.error && target.error.message !== error?.message)
  return [...own, ...others.map((target) => `  ${target.language}: ${target.error?.message}`)]
}

function warnings({ targets }: Translation): string[] {
  return targets.flatMap(({ language, warnings }) =>
    warnings.map(({ message }) => `  note on ${language}: ${message}`),
  )
}

function fileLine({ path, bytes }: SavedFile): string {
  return `${shown(path)}  (${formatBytes(bytes)})`
}
