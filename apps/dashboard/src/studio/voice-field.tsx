import type { Cue } from 'video-translation-client'
import { useEngines } from '../session/engines.ts'
import { voicesFor } from '../session/voices.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'

interface Props {
  session: CueSession
  cue: Cue
  engine: string
}

/** The voice of one line. Nothing is shown where the engine has none to choose from. */
export function VoiceField({ session, cue, engine }: Props) {
  const { t } = useWords()
  const { data: engines = [] } = useEngines()
  const { language } = session
  const voice = cue.targets[language]?.voice
  const voices = voicesFor(
    engines.find(({ name }) => name === engine),
    language,
  )
  if (voices.length === 0 && voice === undefined) return null
  const isListed = voices.some(({ name }) => name === voice)
  return (
    <Field label={t('studio.voice')}>
      <select
        value={voice ?? ''}
        onChange={({ target }) => session.change(cue.id, { voice: target.value || null })}
      >
        <option value="">{t('studio.voiceOfTarget')}</option>
        {voice !== undefined && !isListed && <option value={voice}>{voice}</option>}
        {voices.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </Field>
  )
}
