import { type LucideIcon, Pause, Play, X } from 'lucide-react'
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
  const { name, bytes, sentBytes, state, why } = upload
  return (
    <div className={cx(css.file, state === 'failed' && css.failed)} role="group" aria-label={name}>
      <div className={css.name}>
        <b dir="auto">{name}</b>
        <small>{bytesText(bytes, locale)}</small>
      </div>
      <Buttons upload={upload} queue={queue} />
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

function Buttons({ upload: { key, name, state }, queue }: { upload: Upload; queue: UploadQueue }) {
  const { t } = useWords()
  const canPause = state === 'uploading' || state === 'waiting'
  const canResume = state === 'paused' || state === 'failed'
  const button = (icon: LucideIcon, label: string, onClick: () => void) => (
    <Button isSmall kind="quiet" icon={icon} aria-label={label} onClick={onClick} />
  )
  return (
    <span className={css.buttons}>
      {canPause && button(Pause, t('upload.pause', { name }), () => queue.pause(key))}
      {canResume && button(Play, t('upload.resume', { name }), () => queue.resume(key))}
      {button(X, t('upload.remove', { name }), () => queue.remove(key))}
    </span>
  )
}

function stateText({ state, bytes, sentBytes, bytesPerSecond }: Upload, { t }: Words): string {
  const percent = bytes === 0 ? 0 : Math.floor((sentBytes / bytes) * 100)
  if (state !== 'uploading') return t(`upload.${state}`, { percent })
  if (!bytesPerSecond) return t('upload.uploading', { percent })
  const minutes = Math.ceil((bytes - sentBytes) / bytesPerSecond / 60)
  return t(minutes > 1 ? 'upload.uploadingLeft' : 'upload.uploadingSoon', { percent, minutes })
}
