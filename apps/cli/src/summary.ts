import type { QueuePlace, Translation } from 'video-translation-client'
import { followUp, type ServerLocation } from './follow-up.ts'
import { formatBytes, formatPercent, formatSeconds } from './output/format.ts'
import { wrap } from './output/layout.ts'
import { SYMBOLS } from './output/symbols.ts'
import { shortPath, type SavedFile } from './output/save.ts'

/** Describes how a translation ended and where its files are. */
export function describeEnd(
  translation: Translation,
  files: SavedFile[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  return [headline(translation), ...remarks(translation, columns), ...files.map(fileLine)]
}

/** The cells of one translation in a table: id, status, progress, languages, source, reference. */
export function describeRow({
  id,
  status,
  progress,
  from,
  targets,
  source,
  reference,
}: Translation): string[] {
  const percent = status === 'running' && progress !== undefined ? formatPercent(progress) : ''
  const languages = `${from ?? '?'} ${SYMBOLS.to} ${targets.map((target) => target.language).join(', ')}`
  return [id, status, percent, languages, source.name ?? source.url ?? '', reference ?? '']
}

/** Describes one translation target by target. */
export function describeStatus(translation: Translation, columns = Number.POSITIVE_INFINITY): string[] {
  const { targets, expectedSeconds } = translation
  return [
    describeRow(translation).filter(Boolean).join('  '),
    ...targets.map(({ language, status, stage, progress }) =>
      ['', language, status, status === 'running' ? stage : undefined, percentOf(status, progress)]
        .filter((word) => word !== undefined)
        .join('  '),
    ),
    ...(expectedSeconds === undefined ? [] : [`  about ${formatSeconds(expectedSeconds)} left`]),
    ...(translation.queue ? describeWait(translation.queue).flatMap((line) => wrap(line, columns, 4)) : []),
    ...remarks(translation, columns),
  ]
}

function describeWait({ message, expectedStartSeconds }: QueuePlace): string[] {
  const start =
    expectedStartSeconds === undefined ? '' : ` It starts in about ${formatSeconds(expectedStartSeconds)}.`
  return [`  ${message}${start}`]
}

/** Explains that a translation continues on the server, and how to reach it again. */
export function explainDetached(id: string, location: ServerLocation): string {
  return [
    `${id} continues on the server.`,
    `  wait for it:        ${followUp('wait', id, location)}`,
    `  get its results:    ${followUp('download', id, location)}`,
    `  stop it:            ${followUp('cancel', id, location)}`,
  ].join('\n')
}

function percentOf(status: string, progress: number | undefined): string | undefined {
  return status === 'running' && progress !== undefined ? formatPercent(progress) : undefined
}

function headline({ id, status, startedAt, finishedAt, targets }: Translation): string {
  const languages = targets.map(({ language, status }) => `${language} ${status}`).join(', ')
  const seconds =
    startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : undefined
  return `${id} ${status}: ${languages}${seconds === undefined ? '' : ` (in ${formatSeconds(seconds)})`}`
}

/**
 * A target whose error is that of the translation is left out, so that nothing is printed twice.
 */
function problems({ error, targets }: Translation): string[] {
  const own = error ? [`  error: ${error.message}`] : []
  const others = targets.filter((target) => target.error && target.error.message !== error?.message)
  return [...own, ...others.map((target) => `  ${target.language}: ${target.error?.message}`)]
}

/** Prints a warning that several languages share only once. */
function notes({ targets }: Translation): string[] {
  const all = targets.flatMap(({ language, warnings }) =>
    warnings.map(({ message }) => ({ language, message })),
  )
  return [...Map.groupBy(all, ({ message }) => message)].map(([message, group]) => {
    const languages = new Set(group.map(({ language }) => language))
    return `  note on ${[...languages].join(', ')}: ${message}`
  })
}

function remarks(translation: Translation, columns: number): string[] {
  return [...problems(translation), ...notes(translation)].flatMap((line) => wrap(line, columns, 4))
}

function fileLine({ path, bytes }: SavedFile): string {
  return `${shortPath(path)}  (${formatBytes(bytes)})`
}
