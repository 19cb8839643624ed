import { Captions, Download, FileText } from 'lucide-react'
import type { Artifact } from 'video-translation-client'
import { bytesText } from '../format/bytes.ts'
import { buttonClass } from '../ui/button.tsx'
import { downloadUrl } from '../ui/save-file.ts'
import { useWords } from '../words/words.ts'
import css from './section.module.css'

/** Links to the files. They need no key, and the server says that they are to be saved. */
export function Downloads({ artifacts }: { artifacts: readonly Artifact[] }) {
  const { t, locale } = useWords()
  return (
    <div className={css.files}>
      {artifacts.map(({ name, url, bytes, mediaType }) =>
        url === undefined ? null : (
          <a key={name} href={downloadUrl(url)} download={name} className={buttonClass()}>
            <FileIcon mediaType={mediaType} name={name} />
            <span className="visually-hidden">{t('one.download')}</span>
            {name}
            {bytes !== undefined && <small>{bytesText(bytes, locale)}</small>}
          </a>
        ),
      )}
    </div>
  )
}

function FileIcon({ mediaType, name }: Pick<Artifact, 'mediaType' | 'name'>) {
  if (/^(video|audio)\//.test(mediaType)) return <Download size={16} aria-hidden />
  return /\.(srt|vtt)$/.test(name) ? <Captions size={16} aria-hidden /> : <FileText size={16} aria-hidden />
}
