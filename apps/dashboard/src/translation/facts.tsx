import type { Translation } from 'video-translation-client'
import { bytesText } from '../format/bytes.ts'
import { useNow } from '../format/now.ts'
import { instant } from '../format/time.ts'
import { useWords } from '../words/words.ts'
import { Downloads } from './downloads.tsx'
import css from './facts.module.css'

export function Facts({ translation }: { translation: Translation }) {
  const { t, locale } = useWords()
  const nowMs = useNow()
  const { source, engine, reference, createdAt, expiresAt, artifacts } = translation
  const size = source.bytes === undefined ? '' : `, ${bytesText(source.bytes, locale)}`
  const facts: [string, string | undefined][] = [
    [t('facts.file'), source.name && source.name + size],
    [t('facts.address'), source.url],
    [t('list.engine'), engine],
    [t('facts.reference'), reference],
    [t('list.created'), instant(createdAt, nowMs, locale)],
    [t('facts.keptUntil'), expiresAt && instant(expiresAt, nowMs, locale)],
  ]
  return (
    <>
      <dl className={css.facts}>
        {facts.map(([name, value]) =>
          value === undefined || value === '' ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {artifacts.length > 0 && <Downloads artifacts={artifacts} />}
    </>
  )
}
