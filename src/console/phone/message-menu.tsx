import type { ShownMessage } from '../outbox/merge.ts'
import { ChevronIcon, CopyIcon, PencilIcon, ReplyIcon, TrashIcon } from '../ui/icons.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'

export interface MessageActions {
  reply: (message: ShownMessage) => void
  react: (message: ShownMessage, emoji: string) => void
  edit: (message: ShownMessage) => void
  remove: (message: ShownMessage) => void
}

const EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** What can be done with a message; the button shows on hover, on focus, and when the message is tapped. */
export function MessageMenu({ message, actions }: { message: ShownMessage; actions: MessageActions }) {
  const mine = message.from === 'lead'
  const reacted = message.reactions?.find((reaction) => reaction.from === 'lead')?.emoji
  return (
    <div
      className={`absolute top-0 opacity-0 transition-opacity group-hover:opacity-100 group-focus-within:opacity-100 ${mine ? '-left-8' : '-right-8'}`}
    >
      <Menu
        label="Opções da mensagem"
        button={<ChevronIcon className="size-4" />}
        buttonClassName="grid size-7 place-items-center rounded-full bg-wa-chip text-wa-soft shadow-sm"
      >
        {(close) => (
          <>
            {/* biome-ignore lint/a11y/useSemanticElements: a group of menu items, not of fields */}
            <div role="group" aria-label="Reagir" className="flex gap-0.5 border-b border-line pb-1.5 mb-1">
              {EMOJIS.map((emoji) => (
                <button
                  key={emoji}
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  aria-label={reacted === emoji ? `Tirar a reação ${emoji}` : `Reagir com ${emoji}`}
                  onClick={() => {
                    actions.react(message, reacted === emoji ? '' : emoji)
                    close()
                  }}
                  className={`grid size-9 place-items-center rounded-full text-lg hover:bg-sun-soft ${reacted === emoji ? 'bg-sun-soft' : ''}`}
                >
                  {emoji}
                </button>
              ))}
            </div>
            <MenuItem icon={<ReplyIcon className="size-4" />} onClick={after(close, () => actions.reply(message))}>
              Responder
            </MenuItem>
            {message.text !== '' && (
              <MenuItem
                icon={<CopyIcon className="size-4" />}
                onClick={after(close, () => void navigator.clipboard?.writeText(message.text))}
              >
                Copiar
              </MenuItem>
            )}
            {mine && message.text !== '' && !message.mediaType && (
              <MenuItem icon={<PencilIcon className="size-4" />} onClick={after(close, () => actions.edit(message))}>
                Editar
              </MenuItem>
            )}
            {mine && (
              <MenuItem
                danger
                icon={<TrashIcon className="size-4" />}
                onClick={after(close, () => actions.remove(message))}
              >
                Apagar para todos
              </MenuItem>
            )}
          </>
        )}
      </Menu>
    </div>
  )
}

function after(close: () => void, act: () => void) {
  return () => {
    close()
    act()
  }
}
