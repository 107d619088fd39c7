const COLOURS = ['#b4540a', '#1f6f54', '#7a4b9e', '#a3324e', '#27609b', '#6b6a1c']

/** A lead's initials on a colour of their own. */
export function Avatar({ name, focused = false }: { name: string; focused?: boolean }) {
  const letters = name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => word[0])
  const initials = [letters[0], letters.length > 1 ? letters.at(-1) : ''].join('').toUpperCase() || '#'
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span
      aria-hidden="true"
      style={{ backgroundColor: COLOURS[sum % COLOURS.length] }}
      className={`grid size-10 shrink-0 place-items-center rounded-full text-sm font-semibold text-white ${focused ? 'ring-2 ring-sun ring-offset-2 ring-offset-surface' : ''}`}
    >
      {initials}
    </span>
  )
}
