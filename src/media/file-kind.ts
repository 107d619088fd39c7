import { fileTypeFromBuffer } from 'file-type'

/** What a file is by its content. `warnings` has `polyglot` when it could also be taken for something else. */
export type FileKind = { kind: 'pdf' | 'picture' | 'heic' | 'other'; warnings: string[] }

/** Raster formats that sharp's npm build decodes; not SVG, which is a program more than a picture. */
const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/tiff', 'image/gif']
/** HEVC pictures (iPhones): patents keep the decoder out of sharp's npm build. */
const HEIC = ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence']

const encoder = new TextEncoder()
const PDF_HEADER = encoder.encode('%PDF-')
const ZIP_END = Uint8Array.of(0x50, 0x4b, 0x05, 0x06)

/** Finds what a file is by its first bytes: the way every viewer opens it, so that a polyglot is read as what people see. */
export async function findFileKind(bytes: Uint8Array): Promise<FileKind> {
  const mime = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  // PDF readers accept some bytes before the header, and mail systems leave some there.
  const hasPdfHeader = includes(bytes.subarray(0, 1024), PDF_HEADER)
  const hasZipEnd = includes(bytes.subarray(-66_000), ZIP_END)
  if (mime !== undefined && PICTURES.includes(mime)) return found('picture', hasPdfHeader || hasZipEnd)
  if (mime !== undefined && HEIC.includes(mime)) return found('heic', hasPdfHeader || hasZipEnd)
  if (mime === 'application/pdf' || (mime === undefined && hasPdfHeader)) return found('pdf', hasZipEnd)
  return found('other', false)
}

function found(kind: FileKind['kind'], isPolyglot: boolean): FileKind {
  return { kind, warnings: isPolyglot ? ['polyglot'] : [] }
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(wanted)
}
