import { Clock, Download, TriangleAlert } from 'lucide-react'
import { bytesText } from '../format/bytes.ts'
import { duration } from '../format/time.ts'
import { useWords } from '../words/words.ts'
import type { Draft } from './draft.ts'
import type { UploadQueue } from './upload-queue.ts'
import { useEstimate } from './use-estimate.ts'
import css from './new-page.module.css'

/** What it will take: time, what has to be fetched before, and what will not be at its best. */
export function EstimateList({ draft, queue }: { draft: Draft; queue: UploadQueue }) {
  const { t, locale } = useWords()
  const estimate = useEstimate(draft, queue)
  if (!estimate) return null
  const { expectedSeconds, packs, steps, problems } = estimate
  const warnings = new Set(steps.flatMap(({ warning }) => warning?.message ?? []))
  return (
    <>
      {expectedSeconds !== undefined && (
        <li>
          <Clock size={14} aria-hidden />
          {t('new.takes', { time: duration(expectedSeconds * 1000, locale) })}
        </li>
      )}
      {packs.map(({ name, description, downloadBytes, required }) => (
        <li key={name} className={css.warn}>
          <Download size={14} aria-hidden />
          <span>
            {t(required ? 'new.packNeeded' : 'new.packBetter', {
              bytes: bytesText(downloadBytes, locale),
              description,
            })}
            <code>video-translation models pull {name}</code>
          </span>
        </li>
      ))}
      {[...warnings, ...problems.filter(({ curable }) => !curable).map(({ message }) => message)].map(
        (message) => (
          <li key={message} className={css.warn}>
            <TriangleAlert size={14} aria-hidden />
            <span>{message}</span>
          </li>
        ),
      )}
    </>
  )
}
