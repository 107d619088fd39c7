import type { ButtonHTMLAttributes } from 'react'

const LOOKS = {
  solid: 'bg-sun text-[#2a1c04] hover:brightness-105 border-transparent font-semibold',
  plain: 'bg-raised text-ink border-line hover:bg-sun-soft',
  danger: 'bg-raised text-rose border-line hover:bg-rose-soft',
  ghost: 'bg-transparent text-soft border-transparent hover:bg-sun-soft hover:text-ink',
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof LOOKS }

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  const shape =
    'inline-flex min-h-9 items-center justify-center gap-1.5 rounded-xl border px-3 text-sm transition-colors'
  return <button type={type} className={`${shape} disabled:opacity-50 ${LOOKS[look]} ${className}`} {...rest} />
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { label: string }

/** A round button that shows only an icon; its label is read aloud and shown as a tooltip. */
export function IconButton({ label, className = '', type = 'button', ...rest }: IconButtonProps) {
  const shape = 'grid size-10 shrink-0 place-items-center rounded-full transition-colors hover:bg-current/10'
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={`${shape} disabled:opacity-50 ${className}`}
      {...rest}
    />
  )
}
