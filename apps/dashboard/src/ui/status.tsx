import {
  Ban,
  Check,
  CircleDashed,
  CircleX,
  Clock,
  History,
  LoaderCircle,
  type LucideIcon,
  MessageCircleQuestion,
} from 'lucide-react'
import type { Translation, TranslationStatus } from 'video-translation-client'
import { useWords, type WordKey } from '../words/words.ts'
import { cx } from './class-names.ts'
import css from './status.module.css'

type Shown = TranslationStatus | 'stale'

const ICONS: Record<Shown, LucideIcon> = {
  pending: Clock,
  running: LoaderCircle,
  needs_input: MessageCircleQuestion,
  completed: Check,
  stale: History,
  partial: CircleDashed,
  error: CircleX,
  canceled: Ban,
}

/** An icon, a word and a colour, in this order of importance. */
export function Status({ status, stale = false }: Pick<Translation, 'status' | 'stale'>) {
  const { t } = useWords()
  const shown: Shown = stale && status === 'completed' ? 'stale' : status
  return (
    <span className={cx(css.status, css[shown])}>
      <StatusIcon status={shown} />
      {t(`status.${shown}` satisfies WordKey)}
    </span>
  )
}

export function StatusIcon({ status, size = 14 }: { status: Shown; size?: number }) {
  const Icon = ICONS[status]
  return <Icon size={size} strokeWidth={2.4} className={cx(css.icon, css[`${status}Icon`])} aria-hidden />
}
