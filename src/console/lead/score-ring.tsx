const COLOUR = { hot: 'var(--rose)', warm: 'var(--sun)', cold: 'var(--sky)' }
const RADIUS = 26
const ROUND = 2 * Math.PI * RADIUS

/** The score from 0 to 100 as a ring that fills. */
export function ScoreRing({ score, temperature }: { score: number; temperature: keyof typeof COLOUR }) {
  const share = Math.min(Math.max(score, 0), 100) / 100
  return (
    <div
      role="img"
      aria-label={`Pontuação ${score} de 100`}
      className="relative size-[4.25rem] shrink-0"
      data-testid="score"
    >
      <svg viewBox="0 0 64 64" className="size-full -rotate-90" aria-hidden="true">
        <circle cx="32" cy="32" r={RADIUS} fill="none" stroke="var(--line)" strokeWidth="6.5" />
        {share > 0 && (
          <circle
            cx="32"
            cy="32"
            r={RADIUS}
            fill="none"
            stroke={COLOUR[temperature]}
            strokeWidth="6.5"
            strokeLinecap="round"
            strokeDasharray={`${ROUND * share} ${ROUND}`}
            className="transition-[stroke-dasharray] duration-500"
          />
        )}
      </svg>
      <span
        aria-hidden="true"
        className="absolute inset-0 grid place-items-center text-xl font-semibold tracking-tight"
      >
        {score}
      </span>
    </div>
  )
}
