import type { ReactNode } from 'react'

interface IconProps {
  className?: string
}

function stroke(path: ReactNode, width = 1.8) {
  return function Icon({ className = 'size-5' }: IconProps) {
    return (
      <svg
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={width}
        className={className}
        aria-hidden="true"
      >
        <g strokeLinecap="round" strokeLinejoin="round">
          {path}
        </g>
      </svg>
    )
  }
}

function fill(path: ReactNode) {
  return function Icon({ className = 'size-5' }: IconProps) {
    return (
      <svg viewBox="0 0 24 24" fill="currentColor" className={className} aria-hidden="true">
        {path}
      </svg>
    )
  }
}

export const SendIcon = fill(<path d="M3.4 20.6 21.6 12 3.4 3.4 3.4 10l11 2-11 2z" />)
export const MicIcon = stroke(
  <path d="M12 15a3.5 3.5 0 0 0 3.5-3.5v-5a3.5 3.5 0 0 0-7 0v5A3.5 3.5 0 0 0 12 15Zm6.5-4v.5a6.5 6.5 0 0 1-13 0V11M12 18v3" />,
)
export const PlusIcon = stroke(<path d="M12 5v14M5 12h14" />, 2)
export const CloseIcon = stroke(<path d="m6 6 12 12M18 6 6 18" />, 2)
export const BackIcon = stroke(<path d="m14.5 5-7 7 7 7" />, 2)
export const ChevronIcon = stroke(<path d="m6.5 9.5 5.5 5.5 5.5-5.5" />, 2)
export const CheckIcon = stroke(<path d="m5 12.5 4.5 4.5L19 7.5" />, 2)
export const TrashIcon = stroke(<path d="M4.5 7h15M10 4h4M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5" />)
export const ReplyIcon = stroke(<path d="m9 6-5.5 5.500L9 17M4 11.500h9.500A6.5 6.5 0 0 1 20 18" />)
export const PencilIcon = stroke(
  <path d="m4.5 19.5.8-4L16.5 4.300a1.8 1.8 0 0 1 2.5 0l.7.7a1.8 1.8 0 0 1 0 2.500L8.5 18.700z" />,
)
export const CopyIcon = stroke(<path d="M9 9h10v11H9zM15 9V4H5v11h4" />)
export const ImageIcon = stroke(<path d="M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15 9.500h.01" />)
export const FileIcon = stroke(<path d="M6.5 3H14l4.5 4.500V21h-12zM14 3v5h4.500M9.5 13h5.500M9.5 16.500h5.5" />)
export const PinIcon = stroke(
  <path d="M12 21.500c4.5-5 7-8.5 7-11.700a7 7 0 0 0-14 0c0 3.2 2.5 6.7 7 11.700ZM12 12.500a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.400Z" />,
)
export const ClockIcon = stroke(<path d="M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.500V12l3 2" />)
export const PhoneIcon = stroke(<path d="M7.5 2.500h9v19h-9zM11 18.500h2" />)
export const PeopleIcon = stroke(
  <path d="M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.800a3.5 3.5 0 0 1 0 6.400M18 14.500a6.5 6.5 0 0 1 3.5 5.5" />,
)
export const ColumnsIcon = stroke(<path d="M4 4.500h7v15H4zM13 4.500h7v15h-7z" />)
export const CardIcon = stroke(<path d="M3.5 5.500h17v13h-17zM3.5 9.500h17M7 14.500h4" />)
export const SlidersIcon = stroke(<path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500v-5M9 19.500v-5" />)
export const ChatIcon = stroke(<path d="M4 4.500h16v12H10.500L6 20.500v-4H4z" />)
export const SunIcon = stroke(
  <path d="M12 16.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4" />,
)
export const MoonIcon = stroke(<path d="M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.500Z" />)
export const AutoThemeIcon = stroke(
  <path d="M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 3.500v17M12 8h7M12 12h8.500M12 16h7" />,
)
export const BoltIcon = stroke(<path d="M13 2.5 5 13.500h6l-1 8 8-11h-6z" />)
export const RefreshIcon = stroke(<path d="M20 11.500a8 8 0 1 0-1.8 5.600M20 5v6.500h-6" />)
export const CalendarIcon = stroke(<path d="M4 6h16v14H4zM4 10.500h16M8.5 3.500V7M15.5 3.500V7" />)
export const BellIcon = stroke(<path d="M6.5 16.5v-6a5.5 5.5 0 0 1 11 0v6l1.5 1.5h-14zM10 20.5h4M12 2.5V5" />)
export const PlayIcon = fill(<path d="M7 4.500v15l12.5-7.500z" />)
export const PauseIcon = fill(<path d="M6.5 5h4v14h-4zM13.5 5h4v14h-4z" />)
export const WarningIcon = stroke(<path d="M12 4 2.5 20h19zM12 10v4.500M12 17.300h.01" />)
export const DownloadIcon = stroke(<path d="M12 4v11M7 10.500l5 5 5-5M5 20h14" />)
export const LightIcon = stroke(
  <path d="M8.5 15.500c0-2-2.5-3.5-2.5-7a6 6 0 0 1 12 0c0 3.5-2.5 5-2.5 7zM9 18.500h6M10.5 21.500h3" />,
)

/** The mark of the house: a sunflower. */
export function Sunflower({ className = 'size-7' }: IconProps) {
  const petals = [0, 45, 90, 135, 180, 225, 270, 315]
  return (
    <svg viewBox="-16 -16 32 32" className={className} aria-hidden="true">
      {petals.map((turn) => (
        <ellipse key={turn} cx="0" cy="-10" rx="3.4" ry="5.4" transform={`rotate(${turn})`} fill="var(--sun)" />
      ))}
      <circle r="6.6" fill="#5b3a16" />
      <circle r="3.6" fill="#7a5122" />
    </svg>
  )
}
