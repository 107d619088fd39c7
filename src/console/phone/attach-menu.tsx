import { type ChangeEvent, useRef, useState } from 'react'
import type { Location } from '../api/schema.ts'
import { FileIcon, ImageIcon, PinIcon, PlusIcon } from '../ui/icons.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { LocationDialog } from './location-dialog.tsx'

interface AttachMenuProps {
  onFile: (file: File) => void
  onLocation: (location: Location) => void
}

export function AttachMenu({ onFile, onLocation }: AttachMenuProps) {
  const photo = useRef<HTMLInputElement>(null)
  const document = useRef<HTMLInputElement>(null)
  const [placing, setPlacing] = useState(false)
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    if (file) onFile(file)
    event.target.value = '' // the same file may be picked again
  }
  return (
    <>
      <Menu
        label="Anexar"
        button={<PlusIcon />}
        buttonClassName="grid size-10 place-items-center rounded-full text-wa-soft hover:bg-current/10"
      >
        {(close) => (
          <>
            <MenuItem icon={<ImageIcon />} onClick={() => [close(), photo.current?.click()]}>
              Foto ou vídeo
            </MenuItem>
            <MenuItem icon={<FileIcon />} onClick={() => [close(), document.current?.click()]}>
              Documento (PDF)
            </MenuItem>
            <MenuItem icon={<PinIcon />} onClick={() => [close(), setPlacing(true)]}>
              Localização
            </MenuItem>
          </>
        )}
      </Menu>
      <input ref={photo} type="file" accept="image/*,video/*" hidden onChange={pick} data-testid="photo-input" />
      <input ref={document} type="file" hidden onChange={pick} data-testid="document-input" />
      {placing && (
        <LocationDialog
          onClose={() => setPlacing(false)}
          onPick={(location) => {
            setPlacing(false)
            onLocation(location)
          }}
        />
      )}
    </>
  )
}
