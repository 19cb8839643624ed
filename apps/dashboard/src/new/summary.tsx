import { Check, CircleDashed, Languages, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { EngineInfo } from 'video-translation-client'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import { useWords } from '../words/words.ts'
import type { Draft } from './draft.ts'
import type { Problems } from './problems.ts'
import { EstimateList } from './estimate-list.tsx'
import type { UploadQueue } from './upload-queue.ts'
import css from './new-page.module.css'

interface Props {
  draft: Draft
  problems: Problems
  /** What the server lacks, as it said when it refused. */
  packs: readonly string[]
  engine: EngineInfo
  queue: UploadQueue
  isStarting: boolean
}

/** What will be done, and the button that does it. */
export function Summary({ draft, problems, packs, engine, queue, isStarting }: Props) {
  const { t } = useWords()
  const { uploads } = queue
  const uploaded = uploads.filter(({ state }) => state === 'uploaded').length
  const pending = uploads.filter(({ state }) => ['uploading', 'waiting'].includes(state)).length
  const videos = uploaded + pending + (draft.url.trim() ? 1 : 0)
  const results = videos * draft.to.length
  return (
    <Panel className={css.summary} aria-label={t('new.summary')}>
      <ul className={css.checks}>
        <Item isDone={videos > 0}>{t('new.videos', { count: videos })}</Item>
        <Item isDone={draft.to.length > 0}>
          {t('new.results', { count: results, languages: draft.to.length })}
        </Item>
        {!engine.ready && (
          <li className={css.warn}>
            <TriangleAlert size={14} aria-hidden />
            {t('new.engineNotReady', { name: engine.name })}
          </li>
        )}
        <EstimateList draft={draft} queue={queue} refused={packs} />
      </ul>
      <div className={css.start}>
        {problems['form'] !== undefined && <Notice kind="bad">{problems['form']}</Notice>}
        <Button kind="accent" type="submit" icon={Languages} disabled={isStarting || pending > 0}>
          {t('new.start', { count: Math.max(1, videos) })}
        </Button>
        {pending > 0 && <p className={css.hint}>{t('new.afterUpload')}</p>}
      </div>
    </Panel>
  )
}

function Item({ isDone, children }: { isDone: boolean; children: ReactNode }) {
  return (
    <li>
      {isDone ? <Check size={14} className={css.good} aria-hidden /> : <CircleDashed size={14} aria-hidden />}
      {children}
    </li>
  )
}
