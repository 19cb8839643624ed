import { Captions, Download, FileText } from 'lucide-react'
import type { Artifact } from 'video-translation-client'
import { bytesText } from '../format/bytes.ts'
import { buttonClass } from '../ui/button.tsx'
import { downloadUrl } from '../ui/save-file.ts'
import { useWords } from '../words/words.ts'
import { type FileKind, fileKindOf } from './file-kind.ts'
import css from './section.module.css'

/** Links to the files. They need no key, and the server says that they are to be saved. */
export function Downloads({ artifacts }: { artifacts: readonly Artifact[] }) {
  return (
    <div className={css.files}>
      {artifacts.map((artifact) =>
        artifact.url === undefined ? null : (
          <FileLink key={artifact.name} artifact={artifact} url={artifact.url} />
        ),
      )}
    </div>
  )
}

function FileLink({ artifact, url }: { artifact: Artifact; url: string }) {
  const { t, locale } = useWords()
  const { name, bytes } = artifact
  const kind = fileKindOf(artifact)
  const isResult = kind === 'video' || kind === 'sound'
  const facts = [kind && name, bytes !== undefined && bytesText(bytes, locale)].filter(Boolean)
  return (
    <a href={downloadUrl(url)} download={name} className={buttonClass(isResult ? { kind: 'primary' } : {})}>
      <FileIcon kind={kind} />
      <span className="visually-hidden">{t('one.download')}</span>
      {kind ? t(`file.${kind}`) : name}
      <small>{facts.join(' · ')}</small>
    </a>
  )
}

function FileIcon({ kind }: { kind: FileKind | undefined }) {
  if (kind === 'video' || kind === 'sound') return <Download size={16} aria-hidden />
  return kind === 'subtitles' ? <Captions size={16} aria-hidden /> : <FileText size={16} aria-hidden />
}
