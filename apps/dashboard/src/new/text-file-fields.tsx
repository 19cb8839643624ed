import { languageName } from '../format/language-name.ts'
import { useWords } from '../words/words.ts'
import type { FieldsProps } from './draft.ts'
import { SPOKEN } from './request.ts'
import { TextFileField } from './text-file-field.tsx'

/** What exists already: subtitles that need no recognition or translation, and who speaks when. */
export function TextFileFields({ draft, problems, change, engine }: FieldsProps) {
  const { t, locale } = useWords()
  const { to } = draft
  const options = (engine.options['properties'] ?? {}) as Record<string, unknown>
  const texts = [SPOKEN, ...to]
  const nameOf = (tag: string) => (tag === SPOKEN ? t('studio.original') : languageName(tag, locale))
  return (
    <>
      {'subtitles' in options &&
        texts.map((tag) => (
          <TextFileField
            key={tag}
            label={t('new.subtitles', { name: nameOf(tag) })}
            hint={t(tag === SPOKEN ? 'new.subtitlesSpoken' : 'new.subtitlesTarget')}
            accept=".srt,.vtt"
            error={problems['options.subtitles']}
            onText={(text = '') => change((now) => ({ subtitles: { ...now.subtitles, [tag]: text } }))}
          />
        ))}
      {'speakers' in options && (
        <TextFileField
          label={t('new.speakers')}
          hint={t('new.speakersHint')}
          accept=".rttm,.json,.txt"
          error={problems['options.speakers']}
          onText={(text = '') => change({ speakers: text })}
        />
      )}
    </>
  )
}
