import { useState } from 'react'
import { type Artifact, isFinal, type Translation } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { cx } from '../ui/class-names.ts'
import { useWords } from '../words/words.ts'
import css from './players.module.css'

interface Version {
  name: string
  lang: string | undefined
  url: string
  isAudio: boolean
  subtitles: string | undefined
}

/** Plays the results, one at a time. The place in time is kept when another is chosen. */
export function Players({ translation }: { translation: Translation }) {
  const { t, locale } = useWords()
  const versions = versionsOf(translation, locale)
  const [chosen, setChosen] = useState<string>()
  const [atSeconds, setAtSeconds] = useState(0)
  const version = versions.find(({ name }) => name === chosen) ?? versions[0]
  if (!version)
    return <p className={css.none}>{t(isFinal(translation.status) ? 'players.never' : 'players.none')}</p>
  return (
    <div className={css.players}>
      {versions.length > 1 && (
        <div className={css.choice} role="group" aria-label={t('players.choose')}>
          {versions.map(({ name }) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === version.name}
              onClick={() => setChosen(name)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <Player version={version} atSeconds={atSeconds} onTime={setAtSeconds} />
    </div>
  )
}

function Player({
  version,
  atSeconds,
  onTime,
}: {
  version: Version
  atSeconds: number
  onTime(seconds: number): void
}) {
  const { t } = useWords()
  return (
    <video
      key={version.name}
      className={cx(css.video, version.isAudio && css.sound)}
      controls
      preload="metadata"
      src={version.url}
      aria-label={t('players.label', { name: version.name })}
      onLoadedMetadata={({ currentTarget }) => (currentTarget.currentTime = atSeconds)}
      onPause={({ currentTarget }) => onTime(currentTarget.currentTime)}
    >
      {version.subtitles !== undefined && (
        <track kind="captions" src={version.subtitles} srcLang={version.lang} label={version.name} default />
      )}
    </video>
  )
}

function versionsOf({ targets }: Translation, locale: string): Version[] {
  return targets.flatMap(({ language, artifacts }) => {
    const media = artifacts.find(({ mediaType }) => /^(video|audio)\//.test(mediaType))
    if (!media?.url) return []
    return {
      name: languageName(language, locale),
      lang: language,
      url: media.url,
      isAudio: media.mediaType.startsWith('audio/'),
      subtitles: subtitlesOf(artifacts),
    }
  })
}

function subtitlesOf(artifacts: readonly Artifact[]): string | undefined {
  return artifacts.find(({ name, url }) => url !== undefined && name.endsWith('.vtt'))?.url
}
