/** Keys under which providers put file contents and previews. */
const FILE_KEYS = new Set(['base64', 'jpegThumbnail', 'thumbnail'])

/** The envelope without the files in it: media are fetched by id and kept elsewhere. */
export function withoutFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFiles)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, FILE_KEYS.has(key) && inner ? '[removed]' : withoutFiles(inner)]),
  )
}
