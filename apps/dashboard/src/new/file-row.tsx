import { Pause, Play, X } from 'lucide-react'
import { bytesText } from '../format/bytes.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/class-names.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { useWords, type Words } from '../words/words.ts'
import type { Upload, UploadQueue } from './upload-queue.ts'
import css from './source-fields.module.css'

/** One file: how far it is, and what can be done with it. */
export function FileRow({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const words = useWords()
  const { t, locale } = words
  const { key, name, bytes, sentBytes, state, why } = upload
  const canPause = state === 'uploading' || state === 'waiting'
  const canResume = state === 'paused' || state === 'failed'
  return (
    <div className={cx(css.file, state === 'failed' && css.failed)} role="group" aria-label={name}>
      <div className={css.name}>
        <b dir="auto">{name}</b>
        <small>{bytesText(bytes, locale)}</small>
      </div>
      <span className={css.buttons}>
        {canPause && (
          <Button
            isSmall
            kind="quiet"
            icon={Pause}
            aria-label={t('upload.pause', { name })}
            onClick={() => queue.pause(key)}
          />
        )}
        {canResume && (
          <Button
            isSmall
            kind="quiet"
            icon={Play}
            aria-label={t('upload.resume', { name })}
            onClick={() => queue.resume(key)}
          />
        )}
        <Button
          isSmall
          kind="quiet"
          icon={X}
          aria-label={t('upload.remove', { name })}
          onClick={() => queue.remove(key)}
        />
      </span>
      <ProgressBar
        value={bytes === 0 ? 0 : sentBytes / bytes}
        label={name}
        kind={state === 'uploaded' ? 'done' : undefined}
      />
      <span className={css.state}>{stateText(upload, words)}</span>
      {why !== undefined && <p className={css.why}>{why}</p>}
      {state === 'fileNeeded' && <p className={css.state}>{t('upload.fileNeededHint')}</p>}
    </div>
  )
}

function stateText({ state, bytes, sentBytes, bytesPerSecond }: Upload, { t }: Words): string {
  const percent = bytes === 0 ? 0 : Math.floor((sentBytes / bytes) * 100)
  if (state !== 'uploading') return t(`upload.${state}`, { percent })
  if (!bytesPerSecond) return t('upload.uploading', { percent })
  const minutes = Math.ceil((bytes - sentBytes) / bytesPerSecond / 60)
  return t(minutes > 1 ? 'upload.uploadingLeft' : 'upload.uploadingSoon', { percent, minutes })
}
