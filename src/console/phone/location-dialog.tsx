import { useState } from 'react'
import type { Location } from '../api/schema.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PinIcon } from '../ui/icons.tsx'

/** Places inside the default service area, and one outside of it. */
const PLACES: Location[] = [
  { lat: -8.0476, lng: -34.877, name: 'Recife, PE' },
  { lat: -8.2835, lng: -35.9761, name: 'Caruaru, PE' },
  { lat: -7.1195, lng: -34.845, name: 'João Pessoa, PB' },
  { lat: -5.7793, lng: -35.2009, name: 'Natal, RN' },
  { lat: -9.6498, lng: -35.7089, name: 'Maceió, AL' },
  { lat: -23.5505, lng: -46.6333, name: 'São Paulo, SP' },
]

export function LocationDialog({ onPick, onClose }: { onPick: (location: Location) => void; onClose: () => void }) {
  const [refused, setRefused] = useState(false)
  const useOwn = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => onPick({ lat: coords.latitude, lng: coords.longitude }),
      () => setRefused(true),
    )
  return (
    <Dialog title="Enviar localização" onClose={onClose}>
      <ul className="space-y-1.5">
        {PLACES.map((place) => (
          <li key={place.name}>
            <Button className="w-full justify-start" onClick={() => onPick(place)}>
              <PinIcon className="size-4 text-rose" />
              {place.name}
            </Button>
          </li>
        ))}
      </ul>
      <Button look="ghost" className="mt-3 w-full" onClick={useOwn}>
        Usar a posição deste aparelho
      </Button>
      {refused && (
        <p role="alert" className="mt-2 text-sm text-rose">
          O navegador não informou a posição.
        </p>
      )}
    </Dialog>
  )
}
