import { FileDown, FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Translation } from 'video-translation-client'
import { type SubtitleChanges, writeSubtitles } from 'video-translation-client/editing'
import { titleOf } from '../format/title.ts'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { saveText } from '../ui/save-file.ts'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import css from './studio.module.css'

interface Props {
  translation: Translation
  session: CueSession
}

/** The lines as a file, for any editor of subtitles, and back. */
export function SubtitleFiles({ translation, session }: Props) {
  const { t } = useWords()
  const save = (format: 'srt' | 'vtt') => {
    const text = writeSubtitles(session.cues(), format, session.language)
    saveText(text, `${titleOf(translation)}.${session.language}.${format}`)
  }
  return (
    <>
      {(['srt', 'vtt'] as const).map((format) => (
        <Button
          key={format}
          isSmall
          icon={FileDown}
          className={css.file}
          aria-label={t('studio.export', { format })}
          onClick={() => save(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      <Import session={session} />
    </>
  )
}

/** A file of subtitles is larger only by mistake. */
const MOST_BYTES = 5 * 2 ** 20

/** Finds the lines of a file in the translation, and asks before anything is changed. */
function Import({ session }: { session: CueSession }) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState<SubtitleChanges>()
  const read = async (file: File | undefined) => {
    try {
      if (file && file.size > MOST_BYTES) throw new Error(t('import.tooLarge'))
      if (file) setFound(await changesOf(session, await file.text()))
    } catch (error) {
      say('bad', (error as Error).message)
    }
  }
  const apply = async (changes: SubtitleChanges) => {
    setFound(undefined)
    try {
      await session.restructure(...changes.edits)
      say('run', t('import.done', { count: changes.edits.length }))
    } catch (error) {
      say('bad', (await session.catchUp(error)) ? t('conflict.again') : (error as Error).message)
    }
  }
  return (
    <>
      <Button isSmall icon={FileUp} className={css.file} onClick={() => input.current?.click()}>
        {t('import.open')}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".srt,.vtt,text/vtt"
        tabIndex={-1}
        aria-label={t('import.file')}
        onChange={({ target }) => {
          void read(target.files?.[0])
          target.value = ''
        }}
      />
      {found && (
        <Question found={found} onApply={() => void apply(found)} onClose={() => setFound(undefined)} />
      )}
    </>
  )
}

interface QuestionProps {
  found: SubtitleChanges
  onApply(): void
  onClose(): void
}

function Question({ found, onApply, onClose }: QuestionProps) {
  const { t } = useWords()
  const { edits, ambiguous, missing } = found
  return (
    <Dialog
      title={t('import.title', { count: edits.length })}
      action={t('import.apply')}
      isBusy={edits.length === 0}
      onAction={onApply}
      onClose={onClose}
    >
      {missing.length > 0 && <p>{t('import.missing', { count: missing.length })}</p>}
      {ambiguous.length > 0 && (
        <>
          <p>{t('import.ambiguous', { count: ambiguous.length })}</p>
          <ul className={css.ambiguous}>
            {ambiguous.slice(0, 5).map(({ line, text }) => (
              <li key={line} dir="auto">
                {line}: {text}
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

/** What reads files is loaded with the first one. */
async function changesOf(session: CueSession, text: string): Promise<SubtitleChanges> {
  const { changesOfFile } = await import('./read-file.ts')
  await session.flush()
  return await changesOfFile(session.cues(), text, session.language)
}
