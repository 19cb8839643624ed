import { Clock, Download, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { bytesText } from '../format/bytes.ts'
import { duration } from '../format/time.ts'
import { ownWordsOf } from '../translation/warning-text.tsx'
import { useWords, type Words } from '../words/words.ts'
import type { Draft } from './draft.ts'
import { HowToInstall } from './how-to-install.tsx'
import { namesToPull } from './names-to-pull.ts'
import type { UploadQueue } from './upload-queue.ts'
import { useEstimate } from './use-estimate.ts'
import css from './new-page.module.css'

interface Props {
  draft: Draft
  queue: UploadQueue
  /** Packs for the lack of which the server refused it. */
  refused: readonly string[]
}

/** What it will take: time, what has to be fetched before, and what will not be at its best. */
export function EstimateList({ draft, queue, refused }: Props) {
  const { t, locale } = useWords()
  const estimate = useEstimate(draft, queue)
  const toPull = namesToPull(estimate, refused)
  const howTo = toPull.length > 0 && (
    <li>
      <HowToInstall packs={toPull} />
    </li>
  )
  if (!estimate) return howTo || null
  const { expectedSeconds, packs, programs, steps, problems } = estimate
  const warnings = new Map(steps.flatMap(({ warning }) => (warning ? [[warning.message, warning]] : [])))
  return (
    <>
      {expectedSeconds !== undefined && (
        <li>
          <Clock size={14} aria-hidden />
          {t('new.takes', { time: duration(expectedSeconds * 1000, locale) })}
        </li>
      )}
      {packs.map(({ name, description, downloadBytes, required }) => (
        <Missing key={name}>
          {t(required ? 'new.packNeeded' : 'new.packBetter', {
            bytes: bytesText(downloadBytes, locale),
            description,
          })}
        </Missing>
      ))}
      {programs.map(({ name, diskBytes }) => (
        <Missing key={name}>{t('new.programNeeded', { bytes: bytesText(diskBytes, locale), name })}</Missing>
      ))}
      {[...warnings.values(), ...problems.filter(({ curable }) => !curable)].map(({ code, message }) => (
        <li key={message} className={css.warn}>
          <TriangleAlert size={14} aria-hidden />
          <span>{warningText(code, message, t)}</span>
        </li>
      ))}
      {howTo}
    </>
  )
}

function warningText(code: string, message: string, t: Words['t']): string {
  const key = ownWordsOf(code)
  return key ? t(key) : message
}

function Missing({ children }: { children: ReactNode }) {
  return (
    <li className={css.warn}>
      <Download size={14} aria-hidden />
      <span>{children}</span>
    </li>
  )
}
