import { Upload as UploadIcon } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/class-names.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { Draft } from './draft.ts'
import { FileRow } from './file-row.tsx'
import type { Problems } from './problems.ts'
import type { UploadQueue } from './upload-queue.ts'
import css from './source-fields.module.css'
import page from './new-page.module.css'

interface Props {
  draft: Draft
  problems: Problems
  change(part: Partial<Draft>): void
  /** A video was given, so what was wrong with those before is no matter. */
  onGiven(): void
  queue: UploadQueue
}

/** The videos: files to drop or choose, or an address. Uploads begin at once. */
export function SourceFields({ draft, problems, change, onGiven, queue }: Props) {
  const { t } = useWords()
  const add = (files: Iterable<File>) => {
    queue.add(files)
    onGiven()
  }
  return (
    <fieldset className={page.section}>
      <h2>{t('new.video')}</h2>
      <DropZone onFiles={add} error={problems['files']} />
      {queue.uploads.map((upload) => (
        <FileRow key={upload.key} upload={upload} queue={queue} />
      ))}
      <Field label={t('new.address')} error={problems['url']}>
        <input
          type="url"
          inputMode="url"
          placeholder="https://"
          value={draft.url}
          onChange={({ target }) => {
            change({ url: target.value })
            onGiven()
          }}
        />
      </Field>
    </fieldset>
  )
}

function DropZone({ onFiles, error }: { onFiles(files: Iterable<File>): void; error: string | undefined }) {
  const { t } = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { isOver, ...dropping } = useDropping(onFiles)
  return (
    <div className={cx(css.drop, isOver && css.over)} {...dropping}>
      <UploadIcon size={20} aria-hidden />
      <label htmlFor={id}>{t('new.drop')}</label>
      <Button
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onClick={() => input.current?.click()}
      >
        {t('new.choose')}
      </Button>
      <input
        ref={input}
        id={id}
        className="visually-hidden"
        type="file"
        accept="video/*,audio/*,.mkv"
        multiple
        tabIndex={-1}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
      <p id={`${id}-hint`} className={error === undefined ? css.hint : css.error}>
        {error ?? t('new.dropHint')}
      </p>
    </div>
  )
}

/** Files that are dragged over an element and let go there. */
function useDropping(onFiles: (files: Iterable<File>) => void) {
  const [isOver, setIsOver] = useState(false)
  const onDrag = (event: DragEvent, over: boolean) => {
    event.preventDefault()
    setIsOver(over)
  }
  return {
    isOver,
    onDragOver: (event: DragEvent) => onDrag(event, true),
    onDragLeave: (event: DragEvent) => onDrag(event, false),
    onDrop: (event: DragEvent) => {
      onDrag(event, false)
      onFiles(event.dataTransfer.files)
    },
  }
}
