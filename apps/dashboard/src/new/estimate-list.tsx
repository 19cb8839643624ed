import { Clock, Download, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { NeededPack } from 'video-translation-client/estimate'
import { bytesText } from '../format/bytes.ts'
import { duration } from '../format/time.ts'
import { ownWordsOf } from '../translation/warning-text.tsx'
import { useWords, type Words } from '../words/words.ts'
import type { Draft } from './draft.ts'
import type { UploadQueue } from './upload-queue.ts'
import { useEstimate } from './use-estimate.ts'
import css from './new-page.module.css'

/** What it will take: time, what has to be fetched before, and what will not be at its best. */
export function EstimateList({ draft, queue }: { draft: Draft; queue: UploadQueue }) {
  const { t, locale } = useWords()
  const estimate = useEstimate(draft, queue)
  if (!estimate) return null
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
      {packs.length + programs.length > 0 && <HowToInstall packs={packs} />}
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

/** Pulling it also installs what runs it. */
const BRINGS_PROGRAMS = 'whisper-small'

/** For a person who runs the server; most of those who wait for a video do not. */
function HowToInstall({ packs }: { packs: readonly NeededPack[] }) {
  const { t } = useWords()
  const names = packs.map(({ name }) => name)
  return (
    <li>
      <details>
        <summary>{t('warning.forServer')}</summary>
        {t('new.installHint')}
        <code>video-translation models pull {(names.length > 0 ? names : [BRINGS_PROGRAMS]).join(' ')}</code>
      </details>
    </li>
  )
}
