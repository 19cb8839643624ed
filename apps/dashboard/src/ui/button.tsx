import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import css from './button.module.css'
import { cx } from './class-names.ts'

interface Look {
  kind?: 'primary' | 'accent' | 'quiet' | 'bad'
  icon?: LucideIcon
  isSmall?: boolean
}

/** A button. One without text needs an `aria-label`. */
export function Button({
  kind,
  icon: Icon,
  isSmall = false,
  className,
  children,
  type = 'button',
  ...rest
}: Look & ComponentProps<'button'>) {
  const isSquare = children === undefined
  return (
    <button
      type={type}
      className={cx(css.button, kind && css[kind], isSmall && css.small, isSquare && css.square, className)}
      {...rest}
    >
      {Icon && <Icon size={16} strokeWidth={2.2} aria-hidden />}
      {children}
    </button>
  )
}

/** The look of a button, for links. */
export function buttonClass({ kind, isSmall }: Omit<Look, 'icon'> = {}): string {
  return cx(css.button, kind && css[kind], isSmall && css.small)
}
