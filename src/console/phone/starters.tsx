const OPENINGS = ['oi, vi o anúncio de vocês', 'quero diminuir minha conta de luz', 'como funciona a energia solar?']

/** Ways to begin, while the conversation is empty. */
export function Starters({ onPick }: { onPick: (text: string) => void }) {
  return (
    <div className="px-4 pb-4 text-center">
      <p className="mx-auto mb-3 max-w-72 rounded-xl bg-wa-chip px-3 py-2 text-[0.8125rem] text-wa-soft shadow-sm">
        Você é o lead. Escreva como escreveria no WhatsApp, ou comece por aqui:
      </p>
      <ul className="flex flex-wrap justify-center gap-2">
        {OPENINGS.map((opening) => (
          <li key={opening}>
            <button
              type="button"
              onClick={() => onPick(opening)}
              className="rounded-full bg-wa-out px-3.5 py-2 text-sm text-wa-ink shadow-sm hover:brightness-97"
            >
              {opening}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
